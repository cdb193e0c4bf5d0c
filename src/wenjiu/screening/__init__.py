"""A population against a policy: the same measures, for every row of a table at once (DuckDB, Polars)."""
