"""From a state's files to the canonical tables, by a profile that is data."""
