"""Patterns: what a difference must pass before it is called one."""
