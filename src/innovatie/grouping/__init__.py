"""Which ideas are the same wheel, decided by people."""
