"""The rule language: facts, dated parameters, readings, expressions and measures that clause modules are written in."""
