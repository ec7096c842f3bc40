"""After winning: the plan of realisation with its milestones, roles and risks, and who is reminded of what."""
