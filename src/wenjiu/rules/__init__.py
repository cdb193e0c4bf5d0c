"""The rule language, and what is derived from it: compiled answers, reasons, questions and boundary tests."""
