"""The state page and workbook: every reviewed district side by side, without ranking."""
