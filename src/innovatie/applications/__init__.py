"""Applications (koppelingen): systems of a municipality or its supplier, with keys of their own; no people."""
