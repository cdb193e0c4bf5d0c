"""The vocabulary of the rule language: facts, dated parameters, readings, expressions and measures."""
