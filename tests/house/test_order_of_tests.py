"""The modules that take longest begin first, so that no worker waits long for the last one."""

from types import SimpleNamespace

from tests.house.source import ROOT
from tests.order import LONG, pytest_collection_modifyitems


def test_long_modules_are_before_all_others_and_the_rest_stays_as_it_is_written() -> None:
    last, first = f"{LONG[-1]}::x", f"{LONG[0]}::x"
    written = ["tests/api/test_a.py::b", "tests/api/test_a.py::a", last, "tests/web/test_z.py::a", first]
    items = [SimpleNamespace(nodeid=name) for name in written]
    config = SimpleNamespace(option=SimpleNamespace(order_seed=""))
    pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == [first, last, written[0], written[1], written[3]]


def test_each_long_module_is_there() -> None:
    assert [start for start in LONG if not (ROOT / start).exists()] == []


def test_xdist_keeps_that_order() -> None:
    """Of itself it begins with the modules of most tests: one long test would be the last."""
    assert "--dist loadscope --no-loadscope-reorder" in (ROOT / "Makefile").read_text("utf-8")
