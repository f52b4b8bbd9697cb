"""One item: what it is, whom it concerns, what it bears on and what happened to it."""
