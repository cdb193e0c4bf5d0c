"""Reads cases from plain data, and writes answers as JSON."""
