"""The rule language: facts, parameters, readings and measures; compiled answers, reasons, questions, boundaries."""
