"""Stepping into an invented person. These pages exist in the demo profile only."""
