"""Plans, and the engines that run them: DuckDB and Polars."""
