"""Headway: projects, operations, issues and goals in one model."""

__version__ = "0.1.0"
