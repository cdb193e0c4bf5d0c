"""Material for tests: questions at every limit, and mutants of a measure."""
