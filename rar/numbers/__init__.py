"""From canonical tables to metrics, comparisons and findings: the whole state in one pass."""
