"""Municipalities, their inhabitants, mergers and partnerships."""
