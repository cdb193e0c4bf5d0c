"""The pages of money, below /desk/money/."""
