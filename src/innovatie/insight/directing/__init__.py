"""`/vng/rondes`: from here VNG directs a round, with an eye on what all stages have of it."""
