"""Running a plan over a population in parts, and keeping what was found."""
