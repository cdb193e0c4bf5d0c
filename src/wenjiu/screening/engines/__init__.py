"""Query plans of a screening, and their translation to DuckDB and Polars."""
