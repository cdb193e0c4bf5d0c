"""What this installation changes in its policies: dated parameters, readings and versions, by two people."""
