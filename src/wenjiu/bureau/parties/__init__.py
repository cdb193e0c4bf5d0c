"""People and organisations: who they are, and the accounts that they are paid to. Nothing about what they are due."""
