"""General rules and data that do not depend on a policy: civil dates, money, working days, sizes of enterprises."""
