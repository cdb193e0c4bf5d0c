"""Public pages: anyone may open them without signing in."""
