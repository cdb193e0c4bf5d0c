"""Pages that anybody may open without signing in."""
