"""Pages on which an official opens what nobody has to apply for."""
