"""Reads the results of a screening: tables, sums, charts and single rows."""
