"""Reading what a screening found: tables, sums, charts and single rows."""
