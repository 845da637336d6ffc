"""Staged release: editions open in order, and a ledger says who received which of them, and when.

internal, then district, then public. The internal edition is never released.
"""
