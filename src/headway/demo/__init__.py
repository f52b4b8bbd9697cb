"""The demo organisation: a company that never was, made by the commands themselves under a simulated clock."""
