"""The button to follow something, and the list of what one follows."""
