"""Headway's data, turned into files that other tools read."""
