"""How large a drawn sample is: a small one each time, the whole one in `make proofs`, with the same assertions."""

import pytest
from hypothesis import settings


def sample(small: int, *, whole: int) -> pytest.MarkDecorator:
    """A test that takes `size`: it runs with `small`, and as a long proof with `whole`."""
    return pytest.mark.parametrize("size", [small, pytest.param(whole, marks=pytest.mark.slow)])


def examples(few: int, *, many: int) -> settings:
    """How many examples Hypothesis draws for one test: `few` each time, `many` in `make proofs`."""
    proofs = settings.get_current_profile_name() == "proofs"
    return settings(max_examples=many if proofs else few, deadline=None)
