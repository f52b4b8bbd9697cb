"""Settings, addresses and the front door."""
