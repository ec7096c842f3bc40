"""The archive bundle of a round: the result as HTML, JSON and CSV with digests, and the recount packages."""

import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from innovatie.domain.tables import csv_file
from innovatie.publication.open_data import as_csv
from innovatie.publication.queries import Published
from innovatie.voting.queries import FinalistRow, RollCallRow, Vote

ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def bundle(
    *,
    html: str,
    published: Published,
    vote: Vote,
    withdrawn: Sequence[FinalistRow],
    roll_call: Sequence[RollCallRow],
    packages: Mapping[str, bytes],
    home: str,
) -> bytes:
    """The zip. The same publication gives the same bytes."""
    files: dict[str, bytes] = {
        "uitslag.html": html.encode(),
        "uitslag.json": _result_json(published, vote, withdrawn),
        "winnaars.csv": as_csv(published.winners, home),
        "hoofdelijk.csv": _roll_call_csv(roll_call),
        **packages,
    }
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(f"uitslag-{vote.round_code}/{name}", ZIP_TIME)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _result_json(published: Published, vote: Vote, withdrawn: Sequence[FinalistRow]) -> bytes:
    content: dict[str, object] = {
        "ronde": vote.round_code,
        "naam": vote.round_name,
        "versie": published.version,
        "bekendgemaakt": published.published_at.isoformat(),
        "besluit": published.decision,
        "correctie": published.correction,
        "winnaars": [
            {
                "groep": one.group_id,
                "titel": one.title,
                "redenen": one.reasons,
                "vervolg": one.next_step,
                "ingetrokken": one.withdrawn_at and one.withdrawn_at.isoformat(),
                "redenIntrekken": one.withdrawal_reason,
            }
            for one in published.winners
        ],
        "teruggetrokkenFinalisten": [
            {
                "groep": one.group_id,
                "titel": one.title,
                "op": one.withdrawn_at and one.withdrawn_at.isoformat(),
                "grond": one.ground,
                "reden": one.reason,
            }
            for one in withdrawn
        ],
        "regels": msgspec.json.decode(vote.rules_text),
        "uitslag": msgspec.to_builtins(vote.result),
        "uitleg": msgspec.to_builtins(vote.analysis),
    }
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _roll_call_csv(rows: Sequence[RollCallRow]) -> bytes:
    cells = (
        (row.code, row.name, row.weight, "ja" if row.voted else "nee", row.via, " > ".join(map(" = ".join, row.choice)))
        for row in rows
    )
    return csv_file(("gemeente", "naam", "gewicht", "gestemd", "via", "stem"), cells)
