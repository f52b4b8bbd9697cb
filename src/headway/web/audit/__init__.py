"""The audit: who changed what in the house."""
