"""Money: budgets, an append-only ledger, payment batches, bank returns and receipts."""
