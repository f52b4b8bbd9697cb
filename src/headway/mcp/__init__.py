"""The mouth that agents talk to, over the same catalogue."""
