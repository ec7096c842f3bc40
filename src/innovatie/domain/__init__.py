"""The rules of the game: pure functions and values, no I/O, no clock, no randomness but a given seed."""
