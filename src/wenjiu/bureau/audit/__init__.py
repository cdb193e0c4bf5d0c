"""What happened and who looked: business events and reads of masked fields. Neither ever changes."""
