"""Screening: evaluates the measures of a policy for every row of a population at once, in DuckDB or Polars."""
