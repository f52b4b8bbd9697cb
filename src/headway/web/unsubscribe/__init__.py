"""The way out of letters, for whoever holds one."""
