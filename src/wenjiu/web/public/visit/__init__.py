"""Pages of a visit: from the visitor's situations to everything that may be due."""
