"""All public collections together: in the API, as files, and in the catalogue."""
