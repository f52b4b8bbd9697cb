"""A summary on a page of its own, made to be read and printed."""
