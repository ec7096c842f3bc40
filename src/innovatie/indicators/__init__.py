"""Indicators of costs and benefits: promised in the plan of a finalist, measured each year by who uses the solution."""
