"""Which texts are taken to be Dutch: others are compared by meaning as well, and their writers are told."""

import pytest

from innovatie.search.language import is_dutch


@pytest.mark.parametrize(
    "text",
    [
        "Helping residents in debt at an early stage. We visit people who fall behind with rent and energy bills.",
        "Wo wird es im Winter glatt? Sensoren zeigen, welche Straßen gestreut werden müssen.",
        "Griene skoalpleinen. Wy helje de tegels fan it skoalplein en plantsje beammen mei de bern.",
    ],
)
def test_a_text_in_another_language_is_seen(text: str) -> None:
    assert not is_dutch(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Chatbot",
        "Smart city dashboard",
        "Gekko: informaticakosten en vervangingstraject laptops. Gekko: informaticakosten en vervangingstraject laptops",
        "Dashboard voor the smart city: wij willen met open data en machine learning de files voorspellen.",
        "groene schoolpleinen wij halen de tegels van het plein en planten bomen met de kinderen",
    ],
)
def test_dutch_with_words_of_others_and_a_line_are_dutch(text: str) -> None:
    assert is_dutch(text)
