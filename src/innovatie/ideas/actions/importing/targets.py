"""Which plan here a row of a file is about."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import ImportRow
from innovatie.domain.idea_sources import own_source
from innovatie.domain.three_way import digests
from innovatie.domain.wording import listed, wording
from innovatie.ideas.actions.importing.new_plans import said_by
from innovatie.ideas.queries import ImportTarget, targets_of_export, targets_of_source

_Item = TypeVar("_Item")
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """The codes of a municipality and of all that went up in it; `sources`: what those called this source."""

    codes: tuple[str, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, codes: Sequence[str], name: str) -> "Line":
        """`codes` begin with that of the municipality itself; `name` is that of its source. Invalid for a bad name."""
        return cls(tuple(codes), tuple(own_source(code, name) for code in codes[1:]))


ALONE: Final = Line((), ())


async def targets(source: str, rows: Sequence[ImportRow], line: Line) -> list[tuple[ImportRow, ImportTarget | None]]:
    """Each row with the plan that it is about, or None when it is new.

    Invalid when that cannot be said: of a row of an export that is about no plan here, and of a number under which
    the same source of two former municipalities knew a plan each.
    """
    named = [row.number for row in rows if row.here is None]
    known: dict[str, list[ImportTarget]] = defaultdict(list)
    for part in _parts(named):
        for one in await targets_of_source((source, *line.sources), part):
            known[one.source_number or ""].append(one)
    here: dict[int, ImportTarget] = {}
    for batch in _parts([(row.here, row.version) for row in rows if row.here is not None]):
        here |= await targets_of_export(dict(batch))
    return await asyncio.to_thread(_paired, source, rows, known, here)


def _parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """What is asked of the database at once: a whole list of 20,000 would keep everybody else waiting."""
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def _paired(
    source: str,
    rows: Sequence[ImportRow],
    known: Mapping[str, Sequence[ImportTarget]],
    here: Mapping[int, ImportTarget],
) -> list[tuple[ImportRow, ImportTarget | None]]:
    there = _of_source(source, rows, known)
    strange = [row for row in rows if row.here is not None and _is_another(row, here.get(row.here))]
    if strange:
        lines = listed(str(row.line) for row in strange[:20])
        raise Invalid(
            {
                "nummer": wording(
                    "Op regel %(regels)s staat in de kolom nummer een plan dat hier niet of anders bestaat. Komt het"
                    " bestand van een andere Innovatie? Noem die kolom dan bronnummer.",
                    regels=lines,
                )
            }
        )
    return [(row, there.get(row.number) if row.here is None else here[row.here]) for row in rows]


def _is_another(row: ImportRow, target: ImportTarget | None) -> bool:
    """Whether a row of an export cannot be about this plan: nothing by which people know a plan is the same."""
    if target is None or target.version_then is None:
        return True
    same = (
        row.content.title in (target.title, target.version_then.get("title")),
        row.content.summary in (target.summary, target.version_then.get("summary")),
        row.municipality == target.municipality,
    )
    return sum(same) <= 1


def _of_source(
    source: str, rows: Sequence[ImportRow], known: Mapping[str, Sequence[ImportTarget]]
) -> dict[str, ImportTarget]:
    """By number. A number of a former municipality counts only for a plan that looks the same: others use it too."""
    found: dict[str, ImportTarget] = {}
    strange: list[ImportRow] = []
    for row in rows:
        candidates = known.get(row.number, []) if row.here is None else []
        own = [one for one in candidates if one.source == source]
        chosen = own or [one for one in candidates if _is_alike(row, one)]
        if len(chosen) > 1:
            strange.append(row)
        elif chosen:
            found[row.number] = chosen[0]
    if strange:
        raise Invalid(
            {
                "bronnummer": wording(
                    "Op regel %(regels)s staat een nummer dat twee opgeheven gemeenten allebei voor dit plan"
                    " gebruikten. Zet voor die plannen het nummer van deze site in een kolom nummer.",
                    regels=listed(str(row.line) for row in strange[:20]),
                )
            }
        )
    return found


def _is_alike(row: ImportRow, target: ImportTarget) -> bool:
    """Whether the title or the summary is what stands here, or what this source said last."""
    said, ours, last = said_by(row), target.fields, target.digests or {}
    return any(
        said[name] == ours[name] or digests({name: said[name]})[name] == last.get(name) for name in ("title", "summary")
    )
