"""Many plans at once from a system of a municipality: JSON Lines or a table, a verdict on every line, all or none."""

import asyncio
from datetime import date
from typing import Annotated, Final

from litestar import Controller, post
from litestar.params import QueryParameter

from innovatie.accounts.idempotency import once
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import Reading
from innovatie.domain.idea_sources import LONGEST_NAME, NAME_PATTERN, own_source
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.ideas import actions
from innovatie.ideas.api.shapes import InvoerUit, OngeldigUit, RegelUit
from innovatie.ideas.lines_of_plans import IN_THE_API, is_list, read_lines, read_list, require_whole
from innovatie.infra.table_files import NO_SHEETS, read_sent
from innovatie.municipalities.naming import towns_by_name
from innovatie.municipalities.queries import acting_municipality, codes_of_line
from innovatie.web.guards import with_token
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.openapi import BODY
from innovatie.web.requests import IdempotencyKey, fingerprint

_LINES: Final = ("application/jsonl", "application/x-ndjson")
LARGEST: Final = 20_000_000
"""Bytes of one request."""
LONGEST_SHEET: Final = 200


class BulkApi(Controller):
    path = "/ideeen"
    tags = ("Plannen",)

    @post(
        "/invoer",
        operation_id="ideeenInvoeren",
        summary="Veel plannen tegelijk",
        description="JSON Lines: op elke regel een plan zoals bij plaatsen, met een eigen `bronnummer`. Of een tabel"
        " (CSV, .xlsx, .xls of .ods) met de kolommen van docs/import.md, van hooguit 20.000 regels. Alles wordt bewaard"
        " of niets. Wat mensen hier"
        " wijzigden blijft staan: dat is een botsing, waarover de gemeente kiest. Met `proef=true` hoort u van elke"
        " regel wat er zou gebeuren.",
        status_code=200,
        guards=[with_token],
        request_max_body_size=LARGEST,
        opt={BODY: "De plannen: JSON Lines (ook als application/jsonl), CSV (ook als text/csv) of een spreadsheet."},
    )
    async def bring_in(
        self,
        request: AnyRequest,
        actor: By,
        now: Now,
        *,
        bron: Annotated[
            str,
            QueryParameter(
                description="De naam van uw systeem, zoals zaaksysteem.",
                schema_extra={"pattern": NAME_PATTERN, "max_length": LONGEST_NAME},
            ),
        ],
        proef: Annotated[bool, QueryParameter(description="Alleen vertellen wat er zou gebeuren.")] = False,
        gemeentecode: Annotated[
            str | None, QueryParameter(description="De gemeente van wie de bron is; anders die van het token.")
        ] = None,
        blad: Annotated[
            str | None,
            QueryParameter(
                description="Het blad van een spreadsheet; anders het eerste waar iets in staat.",
                schema_extra={"min_length": 1, "max_length": LONGEST_SHEET},
            ),
        ] = None,
        idempotency_key: IdempotencyKey = None,
    ) -> InvoerUit:
        """Import the lines of the body; or, on trial, tell of each what would become of it."""
        day = dutch_day(now)
        town = await acting_municipality(gemeentecode, default=actor.municipality_id, day=day)
        codes = await codes_of_line(town)
        code, source = codes[0], own_source(codes[0], bron)
        names = (await towns_by_name(day=day)).names
        reading = await _read(
            await request.body(), request.content_type[0], code=code, names=names, today=day, sheet=blad or ""
        )
        if not proef:
            require_whole(reading)

        async def act() -> InvoerUit:
            try:
                line = actions.Line.of(codes, bron)
                done = await actions.import_ideas(
                    actor=actor, source=source, rows=reading.rows, dry_run=proef, line=line, now=now
                )
            except Invalid as error:
                raise error.renamed(IN_THE_API) from None
            return _told(done, reading, source=source, trial=proef)

        if not reading.rows:
            return _told(actions.Imported(new=0, changed=0, unchanged=0), reading, source=source, trial=proef)
        return await once(
            actor=actor, key=idempotency_key, request=await fingerprint(request), shape=InvoerUit, now=now, act=act
        )


async def _read(body: bytes, kind: str, *, code: str, names: MunicipalityNames, today: date, sheet: str) -> Reading:
    """JSON Lines when it is said or seen to be that, else a table; a file of ours or a whole document is one too."""
    begin = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    lines = kind in _LINES or begin in (b"{", b"")
    if lines and sheet:
        raise Invalid({"blad": NO_SHEETS})
    if lines and not (begin in (b"{", b"[") and await asyncio.to_thread(is_list, body)):
        return await asyncio.to_thread(read_lines, body, code, names, today)
    return await asyncio.to_thread(read_list, await read_sent(body, sheet=sheet), code, names, today)


def _told(done: actions.Imported, reading: Reading, *, source: str, trial: bool) -> InvoerUit:
    lines = [RegelUit(one.line, one.number, one.outcome.value, one.idea, []) for one in done.outcomes]
    wrong: dict[int, list[OngeldigUit]] = {}
    for problem in reading.problems:
        wrong.setdefault(problem.line, []).append(
            OngeldigUit(IN_THE_API.get(problem.column, problem.column) or "regel", _(problem.reason))
        )
    lines += [RegelUit(line, None, "fout", None, found) for line, found in wrong.items()]
    return InvoerUit(
        proef=trial,
        bron=source,
        nieuw=done.new,
        gewijzigd=done.changed,
        gelijk=done.unchanged,
        ingetrokken=done.withdrawn,
        fout=len(wrong),
        opmerkingen=[_(note) for note in reading.notes],
        regels=sorted(lines, key=lambda one: one.regel),
    )
