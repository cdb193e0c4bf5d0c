"""The pages of staff, below /desk/."""
