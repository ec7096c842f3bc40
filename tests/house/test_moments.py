"""Acts that decide a right or a deadline read the database's clock (`infra.moments`), never that of the web host.

Looked at is each function with a parameter `now` in the modules that act, and in those that say who somebody is. It
decides when it compares `now`, calls what answers by the `now` it gets, or sends it into a comparison in SQL. Then it asks
for the moment itself, or every function of its module that calls it does.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.house.source import CODE

ACTING = (
    "*/actions.py", "*/actions/*.py", "*/*/actions.py", "*/*/actions/*.py", "*/rights.py", "accounts/*.py",
    "applications/*.py", "subscriptions/*.py", "saved_searches/*.py",
)  # fmt: skip
MOMENTS = {"moment", "moment_or_none", "locked", "during", "_at_its_moment"}
"""Each gives the moment, or ends in one of the others (`test_what_gives_the_moment_asks_for_it`)."""
DECIDES = {
    "is_open", "may_appeal", "moment_of", "require_open", "require_review_phase", "round_by_code", "round_by_id",
    "state_of", "vote_by_id", "due_plans",
}  # fmt: skip
"""Whose answer depends on the `now` that it gets."""
ENDS = {
    "challenge_at", "closes_at", "created_at", "deadline", "due", "ends", "expires_at", "factor_at", "former_until",
    "next_try_at", "planned_at", "publish_at", "seen_at", "starts", "starts_at", "until", "waits_until", "warned_at",
}  # fmt: skip
IN_SQL = re.compile(rf"\b(?:{'|'.join(sorted(ENDS))})\s*[<>]=?\s*\$\d")

NOT_A_RIGHT = {
    "accounts/actions/privacy.py:care_for_inactive": "told ninety days before; a night earlier or later takes nothing",
    "accounts/actions/resealing.py:living_tokens": "tells whoever replaces the secret how long old tokens live",
    "accounts/api_tokens.py:_told": "its row, with the same end, is asked of the database as well",
    "accounts/idempotency.py:forget": "lets go of answers a day old",
    "applications/access_tokens.py:read": "an hour of rights that one could ask for anew at any moment of it",
    "applications/actions.py:forget_assertions": "what expired an hour ago, by whatever clock",
    "applications/bearer.py:actor": "when a system spoke last, for its owner",
    "adoption/actions/importing.py:_matched": "whether a day in a file lies ahead: the Dutch day",
    "adoption/actions/milestones.py:note_milestones": "when news of spreading is old",
    "adoption/actions/proposing.py:propose_for": "whether a typed day lies ahead: the Dutch day",
    "adoption/actions/sharing.py:finish_milestone": "whether a typed day lies ahead: the Dutch day",
    "indicators/actions.py:finalists_town": "whether a form is shown; what is sent in is judged anew",
    "indicators/actions.py:measure": "whether a typed day lies ahead: the Dutch day",
    "municipalities/actions/registering.py:take_over_table": "whether a table is of a year to come",
    "adoption/actions/milestones.py:_tell": "tells, and decides nothing",
    "adoption/actions/reminders.py:_somebody": "whom to ask",
    "agreements/actions/joining.py:note_signature": "whether a typed day lies ahead: the Dutch day",
    "municipalities/actions/partnerships.py:join_partnership": "two typed days",
    "municipalities/actions/partnerships.py:leave_partnership": "two typed days",
    "notifications/actions.py:_send_digest": "tells, and decides nothing",
    "subscriptions/outcomes.py:note_failure": "since when an address failed: days",
    "insight/archive/actions.py:make": "which round it is",
    "insight/archive/actions.py:take_along": "which round it is",
    "insight/directing/actions.py:warn_directors": "tells, and decides nothing",
    "notifications/actions.py:send_digests": "tells, and decides nothing",
    "subscriptions/actions.py:plan": "when a message is tried again",
    "subscriptions/actions.py:forget_deliveries": "lets go of what is ninety days old",
    "subscriptions/signing.py:secrets_of": "with which secrets we sign besides the new one",
    "voting/actions/notifications.py:tell_gaps": "tells, and decides nothing",
    "voting/actions/notifications.py:_tell_voters": "tells, and decides nothing",
    "voting/actions/act_notifications.py:tell_acts": "tells, and decides nothing",
}
"""Where the clock of the host will do, and why."""


@dataclass
class Function:
    """`given`: what it hands its `now` to. `decides`: by what its `now` decides something."""

    name: str
    asks: bool = False
    decides: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)


def _is_now(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in {"now", "today"}


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def read_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    found = Function(node.name)
    for part in ast.walk(node):
        match part:
            case ast.Call():
                found.asks |= _called(part) in MOMENTS
                if any(_is_now(one) for one in (*part.args, *(word.value for word in part.keywords))):
                    found.given.add(_called(part))
                    found.decides |= {f"{_called(part)}()"} & {f"{name}()" for name in DECIDES}
            case ast.Compare(ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE(), *_]):
                sides = [one for side in (part.left, *part.comparators) for one in ast.walk(side)]
                column = any(
                    isinstance(one, ast.Attribute) and one.attr in ENDS for one in (part.left, *part.comparators)
                )
                if column or any(_is_now(one) for one in sides):
                    found.decides.add(f"comparison in line {part.lineno}")
            case ast.Constant(value=str(text)) if IN_SQL.search(text):
                found.decides.add(f"SQL in line {part.lineno}")
    return found


def functions(source: str) -> list[Function]:
    """Those with a `now`, and those that ask for one."""
    defined = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    told = [node for node in defined if {"now", "told"} & {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}]
    return [read_function(node) for node in told]


def by_the_host(source: str) -> dict[str, set[str]]:
    """Which functions decide something by a `now` that nobody in their module asked of the database, and by what."""
    found = functions(source)
    wrong = {}
    for one in found:
        callers = [other for other in found if one.name in other.given and other is not one]
        in_time = one.asks or (one.name.startswith("_") and callers and all(other.asks for other in callers))
        if one.decides and not in_time:
            wrong[one.name] = one.decides
    return wrong


def everywhere() -> dict[str, set[str]]:
    files = sorted({file for pattern in ACTING for file in CODE.glob(pattern) if file.name != "queries.py"})
    return {
        f"{file.relative_to(CODE).as_posix()}:{name}": why
        for file in files
        for name, why in by_the_host(file.read_text("utf-8")).items()
    }


def test_what_decides_a_right_or_a_deadline_goes_by_the_clock_of_the_database() -> None:
    found = everywhere()
    assert {name: sorted(why) for name, why in found.items() if name not in NOT_A_RIGHT} == {}
    assert set(NOT_A_RIGHT) - set(found) == set(), "these do not decide by the host's clock any more: take them out"


def test_what_gives_the_moment_asks_for_it() -> None:
    for name, file in {"locked": "rounds/actions/course.py", "during": "rounds/actions/course.py",
                       "_at_its_moment": "audience/actions.py"}.items():  # fmt: skip
        assert next(one for one in functions((CODE / Path(file)).read_text("utf-8")) if one.name == name).asks, name


@pytest.mark.parametrize(
    "source",
    [
        "async def act(now):\n    if link.expires_at <= now: ...",
        "async def act(now):\n    await round_by_id(1, now=now)",
        "async def act(now):\n    await fetch('UPDATE link SET used_at = $1 WHERE expires_at > $1', now)",
        "async def act(now):\n    since = now - LIFE\n    await Session.exists().where(Session.factor_at > since)",
        "async def act(now):\n    await _open(now)\nasync def _open(now):\n    return deadline > now",
    ],
)
def test_it_would_find_each_kind_and_not_once_the_moment_is_asked(source: str) -> None:
    assert by_the_host(source)
    in_time = source.replace("act(now):\n", "act(now):\n    now = await moment(now)\n")
    assert by_the_host(in_time) == {}
