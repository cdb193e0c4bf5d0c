"""Areas: the district, its streets and their communities, each with the days on which it exists."""
