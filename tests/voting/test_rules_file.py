"""regels.json is evidence: what is written of the rules is the same to the byte, and is read back as it was."""

import asyncpg
import msgspec
import pytest

from innovatie.domain.vote_kinds import FINAL, PRESELECTION
from innovatie.domain.vote_weights import Weighing
from innovatie.rounds.settings import FinalSettings, RoundSettings, VoteSettings
from innovatie.voting.defaults import rules_for
from innovatie.voting.package import build
from innovatie.voting.queries import dossier
from innovatie.voting.rules import FixedWeighting, read_rules, rules_bytes, rules_file
from tests.voting import scene as scenes
from tests.voting.test_recount import files_of

WEIGHTS = FixedWeighting(kind=Weighing.TABLE, table=((0, 1), (20_000, 3)), source="CBS", date="2026-11-21")


def test_the_usual_rules_of_both_votes_to_the_byte() -> None:
    chosen = msgspec.structs.replace(rules_for(PRESELECTION, RoundSettings()), related=(("4", "7"),), review={"4": 321})
    preselection = rules_bytes(rules_file("2026-1/voorselectie", [("4", "Één"), ("7", "Twee")], chosen, WEIGHTS))
    assert preselection.decode() == (
        '{"formaat":"innovatie-natellen/1","logboek":"2026-1/voorselectie","opties":[{"id":"4","naam":"Één"},'
        '{"id":"7","naam":"Twee"}],"regels":{"beoordeling":{"4":321},"eigen_steun":"1/20","hoogstens":5,'
        '"kandidaat_aandeel":"1/10","kandidaat_gemeenten":5,"kandidaat_kringen":2,"quorum":"1/3","verwant":[["4","7"]],'
        '"zetels":3},"soort":"voorselectie","weging":{"bron":"CBS","datum":"2026-11-21","maximum":75,"soort":"tabel",'
        '"tabel":[[0,1],[20000,3]]}}'
    )
    final = rules_bytes(rules_file("2026-1/finale", [("geen", "Geen")], rules_for(FINAL, RoundSettings()), WEIGHTS))
    assert final.decode() == (
        '{"formaat":"innovatie-natellen/1","logboek":"2026-1/finale","opties":[{"id":"geen","naam":"Geen"}],"regels":'
        '{"gewogen":true,"quorum":"1/2","tweede_meerderheid":"1/2","tweede_nabij":"9/20",'
        '"tweede_winnaar":"twee-bij-meerderheid"},"soort":"finale","weging":{"bron":"CBS","datum":"2026-11-21",'
        '"maximum":75,"soort":"tabel","tabel":[[0,1],[20000,3]]}}'
    )
    assert rules_bytes(read_rules(preselection)) == preselection
    assert rules_bytes(read_rules(final)) == final


def test_a_round_that_says_nothing_of_its_vote_stores_nothing_of_it() -> None:
    assert msgspec.json.encode(RoundSettings()) == b"{}"
    own = RoundSettings(vote=VoteSettings(final=FinalSettings(quorum="2/3")))
    assert msgspec.json.decode(msgspec.json.encode(own), type=RoundSettings) == own


@pytest.mark.anyio
async def test_the_package_holds_the_rules_as_they_were_stored(db: asyncpg.Connection) -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 0)
    await scene.close()
    stored = await db.fetchval("SELECT rules_file FROM round_vote")
    later = stored.replace('"zetels":3', '"wat_later_wegviel":1,"zetels":3')
    await db.execute("UPDATE round_vote SET rules_file = $1", later)
    files = files_of(build(await dossier(await scene.vote())))
    assert files["regels.json"].decode() == later
