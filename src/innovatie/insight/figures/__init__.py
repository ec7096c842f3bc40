"""`/inzicht`: who works on what, in figures."""
