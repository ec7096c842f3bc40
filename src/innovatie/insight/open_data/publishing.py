"""Who publishes the data, under which licence."""

from typing import Final

LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
LICENCE_OF_THE_EU: Final = "http://publications.europa.eu/resource/authority/licence/CC0"
LICENCE_NAME: Final = "CC0 1.0"
PUBLISHER: Final = "Vereniging van Nederlandse Gemeenten"
PUBLISHER_PAGE: Final = "https://vng.nl"
