"""Which acts of the trail change something that everybody may see, and how that change is called.

An act that stands neither here nor in `NOT_PUBLIC` of tests/changes/test_acts.py fails a test. Acts about more things
than the one in the trail (an import, a table of municipalities, a merged group) tell their changes themselves.
"""

from dataclasses import dataclass
from typing import Final

from innovatie.domain.authority import Act
from innovatie.domain.vocabulary import ActResult, ChangeKind, PublicResource


@dataclass(frozen=True, slots=True)
class Told:
    """What the stream says of an act. `by_municipality`: for which municipality it was done is public too."""

    resource: PublicResource
    kind: ChangeKind
    by_municipality: bool = False


_IDEA: Final = Told(PublicResource.IDEA, ChangeKind.CHANGED)
_GROUP: Final = Told(PublicResource.GROUP, ChangeKind.CHANGED)
_ROUND: Final = Told(PublicResource.ROUND, ChangeKind.CHANGED)
_SPREAD: Final = Told(PublicResource.ADOPTION, ChangeKind.CHANGED)
_REPORT: Final = Told(PublicResource.ADOPTION, ChangeKind.CHANGED, by_municipality=True)
_TOWN: Final = Told(PublicResource.MUNICIPALITY, ChangeKind.CHANGED)
_PARTNERSHIP: Final = Told(PublicResource.PARTNERSHIP, ChangeKind.CHANGED)

PUBLIC: Final[dict[str, tuple[Told, ...]]] = {
    Act.POST_IDEA: (Told(PublicResource.IDEA, ChangeKind.POSTED),),
    Act.WITHDRAW_IDEA: (Told(PublicResource.IDEA, ChangeKind.WITHDRAWN),),
    Act.EDIT_IDEA: (_IDEA,),
    Act.ENTER_ROUND: (_IDEA,),
    "inzending beoordelen": (_IDEA,),
    "niet meer meedoen aan een ronde": (_IDEA,),
    Act.JOIN_IDEA: (_IDEA,),
    "uitstappen": (_IDEA,),
    "kiezen tussen plan en bron": (_IDEA,),
    "groep maken": (Told(PublicResource.GROUP, ChangeKind.MADE),),
    "trekker aanwijzen": (_GROUP,),
    "groep vormen": (_GROUP,),
    "groepen verbinden": (_GROUP,),
    "ronde tonen": (Told(PublicResource.ROUND, ChangeKind.MADE),),
    "ronde verbergen": (Told(PublicResource.ROUND, ChangeKind.ENDED),),
    "fase openen": (Told(PublicResource.ROUND, ChangeKind.OPENED),),
    "fase sluiten": (Told(PublicResource.ROUND, ChangeKind.CLOSED),),
    "fase verlopen": (Told(PublicResource.ROUND, ChangeKind.CLOSED),),
    "fase verlengen": (_ROUND,),
    "fase terugnemen": (_ROUND,),
    "finalist terugtrekken": (_GROUP,),
    "ronde beëindigen": (Told(PublicResource.ROUND, ChangeKind.ENDED),),
    Act.PUBLISH_RESULT: (Told(PublicResource.RESULT, ChangeKind.PUBLISHED), _ROUND),
    "mijlpaal plannen": (_GROUP,),
    "mijlpaal bijwerken": (_GROUP,),
    "mijlpaal weghalen": (_GROUP,),
    "rollen van realisatie vastleggen": (_GROUP,),
    "oplossing volgen": (Told(PublicResource.ADOPTION, ChangeKind.MADE),),
    "uitgangspunten zetten": (_SPREAD,),
    "overname melden": (_REPORT,),
    "overname bevestigen": (_REPORT,),
    "voorstel beantwoorden": (_REPORT,),
    "ervaring delen": (_SPREAD,),
    "pakket aanvullen": (_SPREAD,),
    "mijlpaal halen": (_SPREAD,),
    "bewijs intrekken": (_SPREAD,),
    "herindeling vastleggen": (_TOWN,),
    "begin van gemeente vastleggen": (_TOWN,),
    "samenwerkingsverband maken": (Told(PublicResource.PARTNERSHIP, ChangeKind.MADE),),
    "samenwerkingsverband wijzigen": (_PARTNERSHIP,),
    "lid worden": (_PARTNERSHIP,),
    "lidmaatschap eindigen": (_PARTNERSHIP,),
}
"""The act, as the trail has it -> what changed by it."""

_NOTHING_CHANGED: Final = (ActResult.REFUSED, ActResult.REJECTED)


def changes_of(act: str, result: str) -> tuple[Told, ...]:
    """What an act changed in public, when it ended with `result`."""
    return () if result in _NOTHING_CHANGED else PUBLIC.get(str(act), ())
