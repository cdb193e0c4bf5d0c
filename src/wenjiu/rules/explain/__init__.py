"""An evaluated case in words: determinations, guides, plain text and HTML."""
