"""The REST mouth over the catalogue of commands and queries."""
