"""What an installation sets about cases: days of steps and notices, the working calendar, limits of approval."""
