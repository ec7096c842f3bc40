"""Talking HTTP for every feature: rendering, forms, guards, errors, security headers, language."""
