"""Two directors at the same page: each sees the other, and what a colleague changed since the page was opened."""
