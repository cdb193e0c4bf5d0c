"""Commands of registers."""
