"""Pages of programmes. They are the same for organisers below /my/ and for the office below /desk/ (`face.Face`)."""
