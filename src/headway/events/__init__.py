"""What happened: typed events, the append-only log, and those who follow it."""
