"""Every feed of the site: the newest plans of all, of a theme, municipality, round, group or search, and more."""
