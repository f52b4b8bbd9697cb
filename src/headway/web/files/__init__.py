"""Files on items: brought by a form, handed out to be saved."""
