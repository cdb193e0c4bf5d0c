"""Measures translated into expressions over the columns of a population."""
