"""All writes of programmes."""
