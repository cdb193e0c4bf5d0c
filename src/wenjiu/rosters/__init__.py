"""Checks a list of people against a policy: rows from a table, a verdict and a reason for each, sums, and a workbook."""
