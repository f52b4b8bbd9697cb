"""Signing in and out, choosing a workspace, the first run."""
