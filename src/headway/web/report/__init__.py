"""Where people outside report issues, and follow what becomes of them."""
