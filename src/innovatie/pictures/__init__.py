"""Pictures of plans and groups: checked, made anew, in a few widths, one as cover."""
