"""Following a plan, group, theme, municipality, round or solution, and hearing what happens there."""
