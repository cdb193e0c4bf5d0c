"""The pages of residents, employers and institutions, below /my/."""
