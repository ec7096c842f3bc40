"""The figures of the README: `make benchmark` measures them all and prints JSON."""
