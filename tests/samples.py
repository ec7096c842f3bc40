"""How large a drawn sample is: a small one each time, the whole one in `make proofs`, with the same assertions."""

import pytest


def sample(small: int, *, whole: int) -> pytest.MarkDecorator:
    """A test that takes `size`: it runs with `small`, and as a long proof with `whole`."""
    return pytest.mark.parametrize("size", [small, pytest.param(whole, marks=pytest.mark.slow)])
