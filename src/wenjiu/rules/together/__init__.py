"""Answers several claims of one person or firm together, and applies the stacking rules to them."""
