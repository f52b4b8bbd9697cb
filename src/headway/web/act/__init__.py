"""Forms for every command of the catalogue."""
