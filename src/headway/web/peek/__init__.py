"""An item beside the list that it stands in."""
