"""Agreements about a solution or of a partnership: parties, signatures, who takes over what, and what ends when."""
