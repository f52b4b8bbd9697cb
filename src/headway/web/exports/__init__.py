"""Exports: the whole workspace as a file."""
