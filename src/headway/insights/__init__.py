"""From a snapshot of the work to stored findings and forecasts, and the ledger that scores them."""
