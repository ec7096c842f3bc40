"""The pages on which pictures are added, described, chosen as cover and taken away, and their addresses."""
