"""What is known: rows of the tables that a policy's registers declare, each with its source and the days it holds."""
