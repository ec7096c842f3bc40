"""Every act that leaves a row in the trail is decided about: it changes something public, or nothing."""

import ast
from functools import cache

from innovatie.changes.acts import PUBLIC, Told, changes_of
from innovatie.domain.authority import Act
from innovatie.domain.vocabulary import ActResult, ChangeKind, PublicResource
from tests.house.source import CODE

NOT_PUBLIC = set(
    """
    <AGREEING[ProposalKind(row.kind)]>
    <OBJECTING[ProposalKind(row.kind)]>
    <PROPOSING[wanted.kind]>
    <act>
    Kring machtigen
    aanmelden als beoordelaar
    account heropenen
    account maken
    account sluiten
    afzender blokkeren
    afzender weer toelaten
    agenda-adres intrekken
    agenda-adres maken
    andere sessies beëindigen
    archief vragen
    archiefadres bijhouden
    back-up maken
    bekendmaking bevestigen
    bekendmaking intrekken
    finalist laten staan
    vragen een finalist terug te trekken
    bekendmaking plannen
    beoordelaar aanwijzen
    beoordelaar gestopt
    beoordelaar toegelaten
    beoordelaar uitnodigen
    beoordelaars herinneren
    beoordeling inleveren
    beoordeling teruggeven
    beoordeling terughalen
    beoordeling wijzigen na overleg
    beoordelingen opnieuw toewijzen
    bericht beantwoorden
    bericht sturen
    berichten gelezen
    bestand leegmaken
    bestand toevoegen
    bestand verwijderen
    bezwaar maken
    bijlage toevoegen
    bijlage verwijderen
    boomhoofd publiceren
    brief afblazen
    brief plannen
    brief schrijven
    brief versturen
    brief weggooien
    brief wijzigen
    collega uitnodigen
    collega vragen te lezen
    concept beginnen
    concept weggooien
    gebeurtenis overslaan
    groepeermodel aanbieden
    groepeermodel afwijzen
    groepeermodel in gebruik nemen
    groepeermodel terugnemen
    contactgegevens wijzigen
    e-mailadres opnieuw proberen
    e-mailadres weigert
    extra beoordelingen vragen
    finalist uitwerken
    gegevens opvragen
    gemeenten achterna gaan
    gemeentetabel afblazen
    gemeentetabel klaarzetten
    gemeentetabel overnemen
    grenzen invoeren
    groep splitsen
    groepen van de ronde vaststellen
    groepsbesluit ongedaan maken
    handelen namens
    ideeën invoeren
    inloggen
    inloglink maken
    leverancier stoppen
    leverancier toelaten
    leverancier uitnodigen
    loten
    lotgetal invullen
    machtiging intrekken
    mail opzeggen
    maildomein toelaten
    mailvoorkeur wijzigen
    meepraten
    melding van misbruik beslissen
    misbruik melden
    naam wijzigen
    niet meer volgen
    notulen bijhouden
    oordelen over vergelijkbare ideeën
    opnieuw verzegelen
    opruimen
    overleg sluiten
    overleggen
    overname aanbevelen
    overname herrekenen
    overname invoeren
    overname melden voor leden
    overname voorstellen
    overeenkomst maken
    paar uitgesloten
    paar vast
    paar vrijgeven
    passkey toevoegen
    passkey tonen
    passkey verwijderen
    persoon wissen
    persoonsgegevens inzien
    plekken van een gewiste naam beslissen
    proefbrief sturen
    publicatie voorbereiden
    publieksprijs bekendmaken
    reactie wijzigen
    risico afsluiten
    risico noteren
    rol bevestigen
    rol geven
    rol intrekken
    rol naar opvolger
    rol voorstellen
    rol weigeren
    rollen nalopen
    ronde maken
    ronde weggooien
    ronde wijzigen
    shortlist vaststellen
    sjabloon bewaren
    sjabloon weghalen
    stand bevestigen
    stemmen van een domein beoordelen
    stemming openen
    stemming sluiten en tellen
    taak opnieuw uitvoeren
    toewijzing versturen
    toewijzing voorstellen
    token intrekken
    token maken
    tweede factor beginnen
    tweede factor instellen
    tweede factor tonen
    tweede factor verwijderen
    uitloggen
    uitnodiging aannemen
    uitnodiging intrekken
    uitslag onthullen
    volgen
    vragen de publieksprijs bekend te maken
    herstel vervalt
    vragen een winnaar in te trekken
    vragen een winnaar te herstellen
    vragen om te tellen
    vraag over een winnaar intrekken
    winnaar herstellen
    winnaar intrekken
    zoekopdracht bewaren
    zoekopdracht hernoemen
    zoekopdracht verwijderen
    """.strip().split("\n    ")
)
"""Acts that change nothing in public, or tell what they change themselves (`tell_changes`). <...>: by a look-up."""


def _acts_of(value: ast.expr) -> set[str]:
    """The acts that an argument `act=` may be; of a name or a look-up, where they come from."""
    if isinstance(value, ast.Constant):
        return {str(value.value)}
    if isinstance(value, ast.IfExp):
        return _acts_of(value.body) | _acts_of(value.orelse)
    text = ast.unparse(value).removesuffix(".value")
    return {str(Act[text.removeprefix("Act.")])} if text.startswith("Act.") else {f"<{text}>"}


@cache
def recorded_acts() -> frozenset[str]:
    return frozenset(
        act
        for file in sorted(CODE.rglob("*.py"))
        if "act=" in (text := file.read_text("utf-8"))
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record"
        for keyword in call.keywords
        if keyword.arg == "act"
        for act in _acts_of(keyword.value)
    )


def test_each_act_changes_something_public_or_is_known_to_change_nothing() -> None:
    acts = recorded_acts()
    undecided = acts - set(map(str, PUBLIC)) - NOT_PUBLIC
    assert undecided == set(), "put each in PUBLIC of changes/acts.py, or in NOT_PUBLIC here"


def test_no_act_is_decided_about_that_is_not_there() -> None:
    assert (set(map(str, PUBLIC)) | NOT_PUBLIC) - recorded_acts() == set()
    assert set(map(str, PUBLIC)) & NOT_PUBLIC == set()


def test_what_was_refused_or_rejected_changed_nothing() -> None:
    report = (Told(PublicResource.ADOPTION, ChangeKind.CHANGED, by_municipality=True),)
    assert changes_of("voorstel beantwoorden", ActResult.CONFIRMED) == report
    assert changes_of("voorstel beantwoorden", ActResult.REJECTED) == ()
    assert changes_of(Act.POST_IDEA, ActResult.REFUSED) == ()
