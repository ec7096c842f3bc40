"""The catalogue of all public collections, after DCAT-AP-NL 3.0: what data portals read."""

from datetime import datetime
from typing import Final

from innovatie.changes.collection import AnyCollection
from innovatie.insight.open_data.files import FORMATS, Format
from innovatie.insight.open_data.publishing import LICENCE_OF_THE_EU, PUBLISHER, PUBLISHER_PAGE
from innovatie.insight.open_data.registry import COLLECTIONS
from innovatie.insight.open_data.triples import Iri, Text, Thing, dutch

_EU: Final = "http://publications.europa.eu/resource/authority"
_PUBLIC: Final = Iri(f"{_EU}/access-right/PUBLIC")
_GOVERNMENT: Final = Iri(f"{_EU}/data-theme/GOVE")
_DUTCH: Final = Iri(f"{_EU}/language/NLD")
_NETHERLANDS: Final = Iri(f"{_EU}/country/NLD")
_DAILY: Final = Iri(f"{_EU}/frequency/CONT")
_LICENCE: Final = Iri(LICENCE_OF_THE_EU)


def catalogue(home: str, *, mail: str, changed: datetime | None) -> tuple[Thing, ...]:
    """All that the catalogue says. `mail`: where questions go; `changed`: when anything public last did."""
    said = _Said(home, mail, changed)
    return (
        said.catalogue(),
        said.publisher(),
        said.contact(),
        said.service(),
        *(thing for collection in COLLECTIONS for thing in said.dataset(collection)),
    )


class _Said:
    """What is said of each thing; addresses of the things are those of the page about the data, with a mark."""

    def __init__(self, home: str, mail: str, changed: datetime | None) -> None:
        self.home, self.mail = home, mail
        self.page = Iri(f"{home}/data")
        moment = () if changed is None else (Text(changed.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype="xsd:dateTime"),)
        self.modified = tuple(("dct:modified", one) for one in moment)

    def at(self, mark: str) -> Iri:
        return Iri(f"{self.home}/data#{mark}")

    @property
    def _responsible(self) -> tuple[tuple[str, Iri | Text], ...]:
        return (
            ("dct:publisher", self.at("uitgever")),
            ("dct:creator", self.at("uitgever")),
            ("dcat:contactPoint", self.at("contact")),
        )

    def catalogue(self) -> Thing:
        return Thing(
            self.at("catalogus").address,
            "dcat:Catalog",
            (
                ("dct:title", dutch("Open data van Innovatie")),
                ("dct:description", dutch("Wat gemeenten van plan zijn, samen kiezen en van elkaar overnemen.")),
                *self._responsible,
                *self.modified,
                ("dct:language", _DUTCH),
                ("dct:license", _LICENCE),
                ("dct:spatial", _NETHERLANDS),
                ("dcat:themeTaxonomy", Iri(f"{_EU}/data-theme")),
                ("foaf:homepage", self.page),
                ("dcat:service", self.at("api")),
                *(("dcat:dataset", self.at(one.name)) for one in COLLECTIONS),
            ),
        )

    def publisher(self) -> Thing:
        return Thing(
            self.at("uitgever").address,
            "foaf:Agent",
            (
                ("foaf:name", dutch(PUBLISHER)),
                ("foaf:homepage", Iri(PUBLISHER_PAGE)),
                ("dct:type", Iri("http://purl.org/adms/publishertype/LocalAuthority")),
            ),
        )

    def contact(self) -> Thing:
        return Thing(
            self.at("contact").address,
            "vcard:Organization",
            (
                ("vcard:fn", dutch("Team Innovatie")),
                ("vcard:hasEmail", Iri(f"mailto:{self.mail}")),
                ("vcard:hasURL", self.page),
            ),
        )

    def service(self) -> Thing:
        return Thing(
            self.at("api").address,
            "dcat:DataService",
            (
                ("dct:title", dutch("API van Innovatie")),
                ("dct:description", dutch("Alles wat openbaar is, en een stroom van wat veranderde.")),
                ("dct:identifier", Text(self.at("api").address, datatype="xsd:anyURI")),
                *self._responsible,
                ("dcat:endpointURL", Iri(f"{self.home}/api/v1")),
                ("dcat:endpointDescription", Iri(f"{self.home}/api/v1/openapi.json")),
                ("dcat:landingPage", self.page),
                ("dct:accessRights", _PUBLIC),
                ("dct:license", _LICENCE),
                ("dct:language", _DUTCH),
                ("dcat:theme", _GOVERNMENT),
                ("dcat:keyword", dutch("gemeenten")),
                ("dcat:keyword", dutch("innovatie")),
                *(("dcat:servesDataset", self.at(one.name)) for one in COLLECTIONS),
            ),
        )

    def dataset(self, collection: AnyCollection) -> tuple[Thing, ...]:
        """A collection, and each form in which it can be had."""
        here = self.at(collection.name)
        forms = [*((one, self.at(f"{collection.name}-{one.ending}")) for one in FORMATS)]
        dataset = Thing(
            here.address,
            "dcat:Dataset",
            (
                ("dct:title", dutch(collection.title)),
                ("dct:description", dutch(collection.description)),
                ("dct:identifier", Text(here.address, datatype="xsd:anyURI")),
                *self._responsible,
                *self.modified,
                ("dcat:theme", _GOVERNMENT),
                ("dct:accessRights", _PUBLIC),
                ("dct:accrualPeriodicity", _DAILY),
                ("dct:language", _DUTCH),
                ("dct:spatial", _NETHERLANDS),
                ("dcat:landingPage", self.page),
                ("foaf:page", self.page),
                ("dct:conformsTo", self._meaning(collection)),
                *(("dcat:keyword", dutch(word)) for word in collection.keywords),
                *(("dcat:distribution", address) for _form, address in forms),
            ),
        )
        return (dataset, *(self._distribution(collection, form, address) for form, address in forms))

    def _distribution(self, collection: AnyCollection, form: Format, here: Iri) -> Thing:
        file = Iri(f"{self.home}/data/{collection.name}.{form.ending}")
        return Thing(
            here.address,
            "dcat:Distribution",
            (
                ("dct:title", dutch(f"{collection.title} ({form.label})")),
                ("dct:description", dutch(f"{collection.title} als {form.label}.")),
                ("dcat:accessURL", file),
                ("dcat:downloadURL", file),
                ("dcat:accessService", self.at("api")),
                ("dcat:mediaType", Iri(f"https://www.iana.org/assignments/media-types/{form.iana}")),
                ("dct:format", Iri(f"{_EU}/file-type/{form.eu}")),
                ("dct:license", _LICENCE),
                ("dct:language", _DUTCH),
                ("dct:conformsTo", self._meaning(collection)),
                *self.modified,
            ),
        )

    def _meaning(self, collection: AnyCollection) -> Iri:
        """Where it stands what the columns mean."""
        return Iri(f"{self.home}/data/{collection.name}.csv-metadata.json")
