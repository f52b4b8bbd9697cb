"""Without a connection: the application is installed, and shows the last state of what was open, to read."""
