"""What it costs: the ledger and its sums."""
