"""Expressions over columns: numbers, dates, months and parameters with two sides."""
