"""`/mijn-werk`: what is asked of me, over all stages."""
