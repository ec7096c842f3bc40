"""What everybody may see: the collections, each declared once, and the stream of what changed in them."""
