"""Finding ideas, groups and municipalities: one interface, two engines, and the language data that both share."""
