"""The audience award of a round: everybody votes once by mail, apart from the vote of the municipalities."""
