"""Material for tests of measures: questions at every limit, and mutants."""
