"""Reading a case from plain data, and writing answers as JSON."""
