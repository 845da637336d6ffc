"""The record: what a meeting wrote into a packet's forms, read back and kept."""
