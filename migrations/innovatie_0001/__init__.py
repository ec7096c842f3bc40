"""The SQL of the first migration: a module for each feature, its tables first, then its indexes, functions and triggers.

Each can be read on its own, from the top down; a table only points to tables above it.
"""
