"""All writes of offers, by what they are about."""
