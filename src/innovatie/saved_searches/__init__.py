"""Searches that somebody keeps, and what is new in them once a day."""
