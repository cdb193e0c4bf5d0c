"""Expressions over columns: integers, numbers with a range, dates, months of service, and parameters."""
