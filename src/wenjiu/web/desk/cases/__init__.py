"""The page of one case: evidence, conditions and reasons, and the decision."""
