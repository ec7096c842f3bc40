"""`/vng/rondes/.../archief`: everything of a round in one zip, made in the background for VNG."""
