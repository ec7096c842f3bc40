"""The sentences of the adoption demo: why not, what was learned, whom to call, what is in the kit."""

DECLINED: tuple[str, ...] = (
    "Wij hebben hier te weinig gevallen voor: een paar per jaar.",
    "Ons contract met de huidige leverancier loopt nog drie jaar.",
    "De raad koos voor een andere aanpak, met meer mensen aan de balie.",
    "Onze buurgemeente voert deze taak voor ons uit.",
)

EXPERIENCES: tuple[tuple[str, str], ...] = (
    (
        "De handleiding van de makers klopte. Na twee ochtenden oefenen werkte het team er zelf mee.",
        "Begin eerder met de koppeling naar het zaaksysteem. Die kostte ons de meeste tijd.",
    ),
    (
        "Collega’s van een buurgemeente kwamen een middag meekijken. Dat scheelde ons weken.",
        "Spreek vooraf af wie vragen van inwoners beantwoordt.",
    ),
    (
        "De ondernemingsraad was vroeg betrokken. Daardoor kwam er geen weerstand.",
        "Wij zouden kleiner beginnen: eerst een team, dan pas de hele afdeling.",
    ),
    (
        "Wij konden de DPIA van de makers bijna helemaal overnemen.",
        "Plan de scholing niet in de zomer.",
    ),
    (
        "Inwoners merkten het meteen: minder vragen over waar hun aanvraag bleef.",
        "Meet vooraf hoe lang het nu duurt. Anders kunt u later niet laten zien wat het opleverde.",
    ),
    (
        "De kosten bleven binnen de raming, omdat wij niets aan de software veranderden.",
        "Laat eigen wensen een jaar liggen. De helft bleek niet nodig.",
    ),
)

CONTACTS: tuple[str, ...] = (
    "Team Digitale dienstverlening, gemeente {gemeente}",
    "Functioneel beheer, gemeente {gemeente}",
    "Programma Slimmer werken, gemeente {gemeente}",
)

# kind, title, text, days after the start (milestones only)
KIT: tuple[tuple[str, str, str, int], ...] = (
    ("download", "Handleiding voor invoering", "Twaalf stappen, met wie wat doet en hoe lang dat duurt.", 0),
    ("download", "Model-DPIA", "De risico’s en maatregelen, om over te nemen en aan te vullen.", 0),
    ("download", "Presentatie voor het college", "Tien platen: het probleem, de oplossing, de kosten.", 0),
    ("vraag", "Hoeveel gevallen hebt u per jaar?", "Onder de vijftig per jaar loont invoeren zelden.", 0),
    ("vraag", "Met welk zaaksysteem werkt u?", "Voor de drie meest gebruikte is er een koppeling.", 0),
    ("vraag", "Wie wordt functioneel beheerder?", "Reken op een halve dag per week.", 0),
    ("mijlpaal", "Broncode en handleiding openbaar", "", 60),
    ("mijlpaal", "Tweede gemeente draait zonder hulp van de makers", "", 210),
    ("mijlpaal", "Beheer overgedragen aan een gezamenlijk team", "", 500),
    ("mijlpaal", "Versie 2 met de wensen van tien gemeenten", "", 1150),
)
