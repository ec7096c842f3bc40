"""A receiver of events that deliveries of this installation may reach."""

from collections.abc import Iterator

import pytest

from innovatie.settings import Settings
from innovatie.subscriptions import delivering
from tests.conftest import SECRET
from tests.subscriptions.receiver import Receiver, receiving


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Inside our own network, which this installation allows."""
    inside = Settings(demo=True, secret=SECRET, receivers_inside="127.0.0.0/8")
    monkeypatch.setattr(delivering, "current", lambda: inside)
    with receiving() as found:
        yield found
