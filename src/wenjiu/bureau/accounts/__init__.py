"""Who signs in: users, the posts of staff, and the agents of organisations."""
