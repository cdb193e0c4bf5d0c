"""Compiling a measure and evaluating it for known and for unknown facts."""
