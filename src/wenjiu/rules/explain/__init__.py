"""Explains an evaluated case in words: determinations, guides, plain text and HTML."""
