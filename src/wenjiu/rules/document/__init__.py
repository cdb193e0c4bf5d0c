"""Data about a document as a whole: its ambiguities, code lists, registers, services, themes and stacking rules."""
