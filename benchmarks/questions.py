"""What people ask, in the kinds in which they ask it; made up by us, so that nothing was chosen by its answers."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "one common word": ("parkeren", "vergunning", "gemeente", "zorg"),
    "one rarer word": ("drone", "begraafplaats", "laadpaal", "warmtenet"),
    "two or three words": ("bijstand aanvragen", "afval ophalen app", "bomen en droogte", "woo verzoek documenten"),
    "a sentence": (
        "Wij willen weten hoeveel mensen er op een drukke dag door de winkelstraat lopen",
        "Hoe kunnen we brieven in eenvoudige taal schrijven zodat iedereen ze begrijpt",
    ),
    "a typing error": ("parkeervergunnnig", "shuldhulp", "eenzaamhied ouderen"),
    "a compound taken apart": ("zwerf afval", "verkeers veiligheid school"),
    "a municipality": ("Utrecht", "Rotterdam chatbot"),
    "with a filter": ("verkeer&thema=mobiliteit", "energie&stadium=idee"),
}


def addresses() -> tuple[str, ...]:
    """Each question as an address of the search page, kinds in turns."""
    kinds = [list(asked) for asked in QUESTIONS.values()]
    most = max(len(kind) for kind in kinds)
    turns = [kind[place] for place in range(most) for kind in kinds if place < len(kind)]
    return tuple("/zoeken?q=" + "&".join(part.replace(" ", "+") for part in asked.split("&")) for asked in turns)
