"""Corrections: somebody asks that one value of a register row is put right, and the keeper of the register answers."""
