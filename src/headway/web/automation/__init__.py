"""Automation rules: laid down in a form, tried before they act, and read in their record."""
