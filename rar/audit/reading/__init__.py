"""Readers of finished files: what is printed, with its place."""
