"""Adoption: who uses a solution since when, how it spreads, and what that saves."""
