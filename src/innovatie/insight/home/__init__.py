"""The front page with live figures, and the pages about the site itself."""
