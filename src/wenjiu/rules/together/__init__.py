"""Several claims of one person or firm, weighed against each other."""
