"""The long modules first; or tests in another order each time, for no test may lean on one that ran before it.

`--order-seed=random` draws a seed, tells it, and hands it to every worker of the run;
`--order-seed=1234` repeats an order. Without it tests run as they are written, but for the modules of LONG. A worker takes
a module at a time: one that takes half a minute must not be the last, when the others have nothing left to do.
"""

import os
import random

import pytest

DRAWN = "random"
SEED = "INNOVATIE_TEST_ORDER"
LONG = (
    "tests/security/test_hostile_crawl.py",
    "tests/journeys/",
    "tests/demo/",
    "tests/security/test_phases.py",
    "tests/browser/",
    "tests/security/test_routes.py",
    "tests/security/test_others_things.py",
    "tests/security/test_embargo.py",
    "tests/installing/",
    "tests/voting/test_last_minute.py",
    "tests/api/test_generators.py",
    "tests/api/test_schemathesis.py",
    "tests/voting/test_tampering.py",
    "tests/infra/test_rows_of_before.py",
)
"""What takes over five seconds in one module, the longest first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order-seed", default="", help="a number, or 'random': run the tests in an order drawn from it")


def pytest_configure(config: pytest.Config) -> None:
    """Draws once: the workers are children of the process that comes here first."""
    if config.option.order_seed == DRAWN:
        config.option.order_seed = os.environ.setdefault(SEED, str(random.SystemRandom().randrange(10_000)))


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.option.order_seed
    return f"order of tests drawn from {seed}: repeat it with --order-seed={seed}" if seed else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Modules in a drawn order, so that what a module makes is made once, and the tests of each in a drawn order."""
    if not config.option.order_seed:
        items.sort(key=_length)
        return
    drawn = random.Random(config.option.order_seed)
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.nodeid.split("::")[0], []).append(item)
    groups = list(modules.values())
    drawn.shuffle(groups)
    for group in groups:
        drawn.shuffle(group)
    items[:] = [item for group in groups for item in group]


def _length(item: pytest.Item) -> int:
    """The place of its module in LONG, or behind them all: a stable sort leaves the rest as it is written."""
    return next((place for place, start in enumerate(LONG) if item.nodeid.startswith(start)), len(LONG))
