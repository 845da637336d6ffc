"""How long and how large a district may become before it is ended."""

STEP_LIMIT = 600.0  # seconds for one notebook; the slowest takes about one
MEMORY_LIMIT = 4.0  # GB for one district; the largest takes about 0.7
GB = 1_000_000_000
