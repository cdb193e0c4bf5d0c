"""What the policy finds: offers to whom the registers show as entitled, and lists of the office."""
