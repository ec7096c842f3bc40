"""Reaching the people of a plan, group or solution: functional addresses, and messages through the platform."""
