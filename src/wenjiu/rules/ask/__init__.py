"""The interactive check: chooses the next question over all measures of an audience, and reads the answers."""
