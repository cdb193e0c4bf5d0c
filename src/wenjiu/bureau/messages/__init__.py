"""Messages of what happens to a case: read in the system, and sent by SMS and mail through an outbox."""
