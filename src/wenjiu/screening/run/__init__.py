"""Runs plans over a population in parts, and stores the results."""
