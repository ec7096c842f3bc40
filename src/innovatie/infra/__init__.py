"""Talking to machines: database, jobs, mail, embeddings, the clock. Knows nothing of ideas or votes."""
