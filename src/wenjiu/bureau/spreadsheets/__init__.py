"""Spreadsheets in and out: what a hostile file holds, templates, and a file given back with what is wrong in each row."""
