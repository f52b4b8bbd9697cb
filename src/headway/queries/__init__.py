"""The only reader: one function per screen or answer."""
