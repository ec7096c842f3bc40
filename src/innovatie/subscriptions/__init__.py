"""Subscriptions: what changes in public is told to the systems of municipalities, at an address of theirs."""
