"""Every act leaves one row, chained by digest."""
