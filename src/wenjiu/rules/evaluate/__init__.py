"""Compiles measures to Python code, and evaluates them for known and unknown facts."""
