"""Standards of the field: civil dates and periods, money, working days."""
