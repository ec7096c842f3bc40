"""Inzicht in depth: where it happens, trends, wheels, who is missing, what is coming."""
