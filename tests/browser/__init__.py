"""Every page, as every role, in a real browser."""
