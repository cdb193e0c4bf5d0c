"""Which question to ask next, over all measures of an audience."""
