"""Rounds and their phases, opened, extended and closed by VNG."""
