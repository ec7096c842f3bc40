"""The stream of changes: which public thing changed, in the order of the commits, without a gap."""
