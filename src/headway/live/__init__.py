"""What changes, streamed to the pages as it happens."""
