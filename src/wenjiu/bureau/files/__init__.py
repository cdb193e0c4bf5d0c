"""The evidence store: files that people give, checked, encrypted, and kept outside the web root."""
