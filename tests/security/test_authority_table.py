"""Every act by every role, over one's own and another's municipality, in every phase, against a table in words."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from innovatie.domain.authority import (
    SYSTEM,
    VISITOR,
    Act,
    Actor,
    Context,
    Grant,
    Role,
    may,
    offers_posting,
    person_of,
    require,
    town_of,
)
from innovatie.domain.errors import NotAllowed, SignInFirst
from innovatie.domain.phases import Phase

OWN, OTHER, KRING, OTHER_KRING = 1, 2, 10, 20

# act: who, over what they must hold the role (land, eigen = their own municipality, kring), in which phase
TABLE = """
idee plaatsen                        | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
idee wijzigen                        | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
idee intrekken                       | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
idee inzenden voor een ronde         | ambtenaar stemgemachtigde gemeentebeheerder            | eigen | inzenden
aanhaken bij een idee                | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
ideeën invoeren                      | vng-regisseur beheerder                                | land  |
oordelen over vergelijkbare ideeën   | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
meepraten over een groep             | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
groepen regisseren                   | vng-regisseur                                          | land  |
ronde regisseren                     | vng-regisseur                                          | land  |
zich aanmelden als beoordelaar       | ambtenaar stemgemachtigde gemeentebeheerder beoordelaar | eigen |
beoordelen                           | beoordelaar                                            | land  | beoordelen
beoordeling regisseren               | vng-regisseur                                          | land  | beoordelen
stemgemachtigde aanwijzen            | gemeentebeheerder                                      | eigen |
archiefadres bijhouden               | gemeentebeheerder                                      | eigen |
koppelingen beheren                  | gemeentebeheerder                                      | eigen |
Kring machtigen                      | gemeentebeheerder stemgemachtigde                      | eigen |
stemmen in de voorselectie           | stemgemachtigde                                        | eigen | voorselectie
stemmen in de finale                 | stemgemachtigde                                        | eigen | stemmen
als Kring stemmen in de voorselectie | kringvertegenwoordiger                                 | kring | voorselectie
als Kring stemmen in de finale       | kringvertegenwoordiger                                 | kring | stemmen
stemming regisseren                  | vng-regisseur                                          | land  |
finalist uitwerken                   | ambtenaar stemgemachtigde gemeentebeheerder            | eigen | uitwerken
uitslag publiceren                   | vng-regisseur                                          | land  |
plan van realisatie bijhouden        | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
realisatie regisseren                | vng-regisseur                                          | land  |
overeenkomst bijhouden               | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
overeenkomst van een samenwerkingsverband bijhouden | kringvertegenwoordiger                  | kring |
overeenkomsten regisseren            | vng-regisseur                                          | land  |
overname melden                      | ambtenaar stemgemachtigde gemeentebeheerder            | eigen |
overname melden voor een Kring       | kringvertegenwoordiger                                 | kring |
overname voorstellen                 | vng-regisseur                                          | land  |
overname van eigen oplossing voorstellen | leverancier                                        | levert |
leverancier uitnodigen               | vng-regisseur                                          | land  |
overname van een oplossing volgen    | vng-regisseur                                          | land  |
bureau van VNG zien                  | vng-regisseur beheerder                                | land  |
rol geven                            | gemeentebeheerder                                      | eigen |
collega uitnodigen                   | gemeentebeheerder                                      | eigen |
gemeenten beheren                    | vng-regisseur beheerder                                | land  |
woordenlijst beheren                 | vng-regisseur                                          | land  |
platform beheren                     | beheerder                                              | land  |
voorgestelde rol bevestigen          | beheerder vng-regisseur                                | land  |
spoor van de gemeente lezen          | gemeentebeheerder                                      | eigen |
hele spoor lezen                     | beheerder vng-regisseur                                | land  |
"""

LINES = {
    cells[0]: (set(cells[1].split()), cells[2], set(cells[3].split()))
    for line in TABLE.strip().splitlines()
    for cells in [[cell.strip() for cell in line.split("|")]]
}


def actors() -> Iterator[tuple[Role, str, Actor]]:
    """Each role, held over one's own place, another's, or the country."""
    for role, (over, town, kring) in itertools.product(
        Role,
        (
            ("eigen", OWN, None),
            ("ander", OTHER, None),
            ("kring", None, KRING),
            ("andere kring", None, OTHER_KRING),
            ("land", None, None),
        ),
    ):
        yield role, over, Actor(person_id=7, name="Proef", municipality_id=town, grants=(Grant(role, town, kring),))


def test_a_supplier_proposes_for_what_it_supplies_and_for_nothing_else() -> None:
    actor = Actor(person_id=7, name="Proef", grants=(Grant(Role.SUPPLIER),))
    assert may(actor, Act.PROPOSE_AS_SUPPLIER, Context(supplies=True))
    refused = may(actor, Act.PROPOSE_AS_SUPPLIER, Context(municipality_id=OWN))
    assert (refused.allowed, refused.reason) == (
        False,
        "U hebt deze rol, maar voor een oplossing waar dit niet over gaat.",
    )
    assert [act for act in Act if may(actor, act, Context(OWN, KRING, True))] == [Act.PROPOSE_AS_SUPPLIER]


def test_every_act_stands_in_the_table() -> None:
    assert sorted(LINES) == sorted(act.value for act in Act)


@pytest.mark.parametrize("act", list(Act))
def test_an_act_is_for_those_of_the_table_over_what_the_table_says_in_the_phase_the_table_says(act: Act) -> None:
    roles, scope, phases = LINES[act.value]
    for (role, over, actor), phase in itertools.product(actors(), (None, *Phase)):
        context = Context(municipality_id=OWN, partnership_id=KRING, open_phase=phase)
        right_role = role.value in roles and scope in {"land", over}
        right_phase = not phases or (phase is not None and phase.value in phases)
        decision = may(actor, act, context)
        assert (role.value, over, phase, bool(decision)) == (role.value, over, phase, right_role and right_phase)
        assert decision.reason.endswith(".")


@pytest.mark.parametrize("act", list(Act))
def test_a_visitor_may_nothing_and_is_told_to_sign_in_and_the_platform_itself_may_all(act: Act) -> None:
    assert (may(VISITOR, act).allowed, may(VISITOR, act).reason) == (False, "Log eerst in.")
    assert may(SYSTEM, act).allowed


@pytest.mark.parametrize("act", list(Act))
def test_without_a_role_or_with_nothing_named_nobody_may(act: Act) -> None:
    nobody = Actor(person_id=7, name="Proef", municipality_id=OWN)
    assert not may(nobody, act, Context(municipality_id=OWN, partnership_id=KRING))
    if LINES[act.value][1] != "land":
        for _, _, actor in actors():
            assert not may(actor, act, Context(municipality_id=None, partnership_id=None))


def test_who_is_refused_hears_whose_it_is_and_when() -> None:
    nobody = Actor(person_id=7, name="Proef", municipality_id=OWN)
    own = Context(municipality_id=OWN)
    assert str(may(nobody, Act.POST_IDEA, own).reason) == (
        "Dit mag alleen een ambtenaar, beheerder van een gemeente of stemgemachtigde."
    )
    assert str(may(nobody, Act.DIRECT_ROUND, own).reason) == "Dit mag alleen een regisseur bij VNG."
    reviewer = Actor(person_id=7, name="Proef", grants=(Grant(Role.REVIEWER),))
    assert str(may(reviewer, Act.REVIEW, own).reason) == "Dit kan alleen als de fase beoordelen open is."


def test_posting_is_offered_to_visitors_and_to_who_may_for_some_municipality_and_to_nobody_else() -> None:
    may_post = {role for role in Role if role.value in LINES["idee plaatsen"][0]}
    for role, over, actor in actors():
        assert offers_posting(actor) == (role in may_post and over in {"eigen", "ander"}), (role, over)
    assert offers_posting(VISITOR) is True


@pytest.mark.parametrize("act", list(Act))
def test_a_token_may_what_it_was_made_for_as_far_as_its_maker_may_and_nothing_else(act: Act) -> None:
    context = Context(OWN, KRING, supplies=True, open_phase=Phase.SUBMIT)
    for _, _, actor in actors():
        assert may(replace(actor, acts=frozenset({act})), act, context) == may(actor, act, context)
        for acts in (frozenset[Act](), frozenset(Act) - {act}):
            refused = may(replace(actor, acts=acts), act, context)
            assert (refused.allowed, refused.reason) == (
                False,
                "Het token waarmee u werkt, is hier niet voor gemaakt.",
            )


def test_what_an_actor_holds_is_asked_by_role_and_by_place() -> None:
    servant, speaker = Role("ambtenaar"), Role("kringvertegenwoordiger")
    grants = (
        Grant(servant, OWN, None), Grant(servant, OTHER, None), Grant(Role("stemgemachtigde"), OWN, None),
        Grant(speaker, None, KRING), Grant(speaker, None, OTHER_KRING), Grant(Role("beoordelaar"), None, KRING),
    )  # fmt: skip
    actor = Actor(person_id=7, name="Proef", grants=grants)
    assert actor.has(servant) and actor.has(servant, municipality_id=OTHER) and actor.has(speaker, partnership_id=KRING)
    assert not actor.has(Role("leverancier"))
    assert not actor.has(servant, municipality_id=3)
    assert not actor.has(servant, municipality_id=OWN, partnership_id=KRING)
    assert not actor.has(Role("stemgemachtigde"), municipality_id=OTHER)
    assert not actor.has(speaker, partnership_id=30)
    assert (actor.municipalities(), actor.partnerships()) == ((OWN, OTHER), (KRING, OTHER_KRING))
    assert actor.municipalities(Role("stemgemachtigde"), speaker) == (OWN,)
    assert actor.partnerships(Role("beoordelaar"), servant) == (KRING,)
    assert actor.acting_for(OTHER) == replace(actor, municipality_id=OTHER)


def test_a_visitor_is_nobody_and_neither_a_system_nor_the_platform() -> None:
    assert VISITOR.is_visitor
    assert not any(
        one.is_visitor for one in (SYSTEM, replace(VISITOR, person_id=7), replace(VISITOR, application_id=7))
    )


def test_what_requires_a_right_goes_on_with_it_and_stops_without_it_with_the_reason() -> None:
    require(SYSTEM, Act.POST_IDEA)
    with pytest.raises(NotAllowed, match=r"^Log eerst in\.$"):
        require(VISITOR, Act.POST_IDEA)


def test_who_has_no_person_or_no_municipality_is_refused() -> None:
    for actor in (VISITOR, SYSTEM, replace(VISITOR, application_id=3)):
        with pytest.raises(SignInFirst):
            person_of(actor)
        with pytest.raises(NotAllowed):
            town_of(actor)
    assert person_of(replace(VISITOR, person_id=7)) == 7
    assert town_of(VISITOR.acting_for(OWN)) == OWN
