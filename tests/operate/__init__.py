"""The site as an operator runs it, in real processes, and what becomes of it when they fail. Run by `make operate`."""
