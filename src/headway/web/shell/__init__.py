"""The frame of every page: navigation, search, dialog, keys, live updates, tokens and components."""
