"""Running notebooks and packets: one notebook, one district, every district of a state."""
