"""Wenjiu (稳就): an employment policy as a running system."""

__version__ = "0.1.0"
