"""Disclosure control: the district and public editions, made so that no person can be found."""
