"""Money: how even it is, what a difference is made of, and the tests of federal law."""
