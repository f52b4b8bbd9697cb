"""The queue of triage: one gesture for each decision."""
