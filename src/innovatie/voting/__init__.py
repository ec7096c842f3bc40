"""Voting: preselection and final vote by municipalities, the ballot log, the count, and counting files of others."""
