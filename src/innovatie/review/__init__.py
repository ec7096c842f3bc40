"""Review: who reviews what and why, the reviews themselves, and the gate to the shortlist."""
