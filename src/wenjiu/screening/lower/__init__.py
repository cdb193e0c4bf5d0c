"""Translates measures into expressions over the columns of a population."""
