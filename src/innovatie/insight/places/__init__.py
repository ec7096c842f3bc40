"""Municipalities and partnerships as readers meet them: with their ideas, of every stage."""
