"""Pure libraries: arrays in, findings out. No Django, no clock, no globals, no input or output."""
