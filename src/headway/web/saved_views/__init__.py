"""The views that people saved, as links above lists."""
