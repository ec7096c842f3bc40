"""Persons, their roles, sign-in and sessions."""
