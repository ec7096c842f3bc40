"""Files from elsewhere that say who uses what: read into rows, with a reason for every line that cannot be used.

- register-dates: CSV `innovatie,gemeente_code,eerste_registratie`; each row: in use since that date (derived). Rows of
  `*register*` are about the register itself and are passed over.
- softwarecatalogus: CSV with the columns organisatie (name or CBS code), voorziening, versie, startDatum, eindDatum,
  status (Gepland, Actief, Beëindigd; also uit te faseren, uitgefaseerd); derived.
- publiccode: a publiccode.yml; each name under usedBy that is a municipality becomes a proposal, because there it is
  the maintainer who says so and not the municipality.
"""

from innovatie.adoption.sources.reading import Claim, ReadFile, Unusable, read

__all__ = ["Claim", "ReadFile", "Unusable", "read"]
