"""Who may see and do what. No other package says who may."""
