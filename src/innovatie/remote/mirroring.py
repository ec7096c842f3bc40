"""A copy of the public register as JSON Lines, one file for each list, brought up to date by what changed.

The first time each list comes as the file that the site made of it. Afterwards the stream of changes tells which things
changed; their lists are asked for what changed since the first of them (`gewijzigdSinds`), and what is no longer there
goes. The place in the stream is kept when everything before it is in the files, so that a copy that was broken off is
gone on with: what is done twice gives the same.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from innovatie.domain.json_faults import NOT_JSON
from innovatie.remote.downloading import download, forget, remembered
from innovatie.remote.errors import RemoteError
from innovatie.remote.shapes import WijzigingenUit
from innovatie.remote.site import Site

STATE: Final = "stand.json"
MOST_ONE_BY_ONE: Final = 2000
"""Changed things of one list; with more its whole file is quicker."""
_CHANGES: Final = 1000


class MirroredList(msgspec.Struct, frozen=True):
    """A public list: the field that tells its things apart, and how the stream of changes names them.

    `resource` is empty for a list that the stream is silent about. `named_by`: the field that the stream's `kenmerk`
    means. `statuses`: all values of the filter that otherwise leaves things out.
    """

    name: str
    key: str
    resource: str
    named_by: str
    statuses: tuple[str, ...] = ()


LISTS: Final = (
    MirroredList("ideeen", "nummer", "idee", "nummer", ("ingediend", "ingetrokken")),
    MirroredList("groepen", "nummer", "groep", "nummer", ("actueel", "samengevoegd")),
    MirroredList("themas", "naam", "", "naam"),
    MirroredList("rondes", "code", "ronde", "code"),
    MirroredList("uitslagen", "ronde", "uitslag", "ronde"),
    MirroredList("winnaars", "nummer", "winnaar", "nummer"),
    MirroredList("overname", "nummer", "overname", "nummer"),
    MirroredList("standen", "kenmerk", "overname", "oplossing"),
    MirroredList("meldingen", "nummer", "overname", "oplossing"),
    MirroredList("gemeenten", "code", "gemeente", "code", ("actueel", "opgeheven")),
    MirroredList("samenwerkingsverbanden", "nummer", "samenwerkingsverband", "nummer"),
    MirroredList("overeenkomsten", "nummer", "overeenkomst", "nummer"),
    MirroredList("indicatoren", "nummer", "overname", "oplossing"),
    MirroredList("metingen", "nummer", "overname", "oplossing"),
)
BY_NAME: Final = {one.name: one for one in LISTS}


_NEVER_GIVEN = 404
"""The answer to a number of a change that the site never gave."""


class State(msgspec.Struct, omit_defaults=True):
    """What a copy holds: up to which change, and the ETag of each list when it last came as a whole."""

    site: str
    until: int
    lists: dict[str, str]


class Mirrored(msgspec.Struct, frozen=True):
    """What became of one list: how many things came new or changed, how many went; `whole`: its file was fetched."""

    name: str
    came: int
    went: int
    whole: bool


class _Changed(msgspec.Struct):
    first: datetime
    names: set[str]


async def mirror(site: Site, folder: Path, names: Sequence[str], *, told: Callable[[Mirrored], None]) -> int:
    """Bring the copy in `folder` up to date; the number of the last change that is in it.

    Raises RemoteError, also for a folder that holds a copy of another site.
    """
    state = _state(folder, site.address)
    try:
        changed, until = await _changes(site, state.until if state else 0)
    except RemoteError as error:
        if state is None or error.status != _NEVER_GIVEN:
            raise
        state = None  # the site was put back to an earlier day: what it told since, it does not know any more
        changed, until = await _changes(site, 0)
    if state is None:
        state = State(site.address, until, {})
        _keep(folder, state)
    for name in names:
        one = BY_NAME[name]
        of_list = changed.get(one.resource)
        known = state.lists.get(name)
        if known is None or not one.resource or (of_list and len(of_list.names) > MOST_ONE_BY_ONE):
            done = await _whole(site, folder, one, state)
        elif of_list is None:
            done = None
        else:
            done = await _renewed(site, folder, one, of_list)
        if done is not None:
            told(done)
    # A list that is not kept here now is fetched as a whole when it is asked for again.
    state.lists = {name: etag for name, etag in state.lists.items() if name in names}
    state.until = until
    _keep(folder, state)
    return until


async def _changes(site: Site, after: int) -> tuple[dict[str, _Changed], int]:
    changed: dict[str, _Changed] = {}
    while True:
        piece = await site.get("/api/v1/wijzigingen", WijzigingenUit, {"na": after, "aantal": _CHANGES})
        for one in piece.resultaten:
            of_resource = changed.setdefault(one.van, _Changed(one.moment, set()))
            of_resource.first = min(of_resource.first, one.moment)
            of_resource.names.add(one.kenmerk)
        after = piece.na
        if piece.is_bij:
            return changed, after


async def _whole(site: Site, folder: Path, one: MirroredList, state: State) -> Mirrored | None:
    """The list as the site's file; None when the copy already is that file."""
    file, part = folder / f"{one.name}.jsonl", folder / f"{one.name}.part"
    known = state.lists.get(one.name, "") if file.exists() else ""
    etag = await download(site, f"/data/{one.name}.jsonl", part, begun=remembered(part), known=known)
    if not etag:
        return None
    before = set(_rows(file, one)) if file.exists() else set()
    rows = _rows(part, one)
    part.replace(file)
    forget(part)
    state.lists[one.name] = etag
    _keep(folder, state)
    return Mirrored(one.name, len(rows), len(before - set(rows)), whole=True)


async def _renewed(site: Site, folder: Path, one: MirroredList, changed: _Changed) -> Mirrored:
    since = changed.first.isoformat()
    came: dict[str, bytes] = {}
    for status in one.statuses or ("",):
        filters = {"gewijzigdSinds": since} | ({"status": status} if status else {})
        async for rows in site.pieces(f"/api/v1/{one.name}", **filters):
            came.update((_field(bytes(row), one.key), bytes(row)) for row in rows)
    file = folder / f"{one.name}.jsonl"
    held = _rows(file, one)
    gone = {key for key, line in held.items() if key not in came and _field(line, one.named_by) in changed.names}
    kept = {key: line for key, line in held.items() if key not in gone} | came
    _write(file, b"".join(line + b"\n" for line in kept.values()))
    return Mirrored(one.name, len(came), len(gone), whole=False)


def _rows(file: Path, one: MirroredList) -> dict[str, bytes]:
    """Each line by its key, in the order of the file."""
    return {_field(line, one.key): line for line in file.read_bytes().split(b"\n") if line.strip()}


def _field(line: bytes, name: str) -> str:
    try:
        value = msgspec.json.decode(line, type=dict[str, msgspec.Raw])[name]
        return str(msgspec.json.decode(value, type=int | str))
    except (*NOT_JSON, KeyError):
        raise RemoteError(f"Een regel heeft geen veld ‘{name}’. Dit is niet de API van Innovatie.") from None


def _state(folder: Path, site: str) -> State | None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / STATE
    if not file.exists():
        return None
    try:
        state = msgspec.json.decode(file.read_bytes(), type=State)
    except NOT_JSON:
        raise RemoteError(
            f"{file} is geen stand van een kopie. Neem een andere map, of haal dit bestand weg."
        ) from None
    if state.site != site:
        raise RemoteError(f"In {folder} staat een kopie van {state.site}. Neem voor {site} een andere map.")
    return state


def _keep(folder: Path, state: State) -> None:
    _write(folder / STATE, msgspec.json.format(msgspec.json.encode(state)) + b"\n")


def _write(file: Path, text: bytes) -> None:
    """All of it or nothing: a program that is stopped leaves the former file."""
    beside = file.with_suffix(file.suffix + ".nieuw")
    with beside.open("wb") as made:
        made.write(text)
        made.flush()
        os.fsync(made.fileno())
    beside.replace(file)
