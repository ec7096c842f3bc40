"""Municipalities that went up in others between 2010 and 2022, before the register of mergers here begins.

Files of municipalities, of suppliers and of other registers still bear their names. A name with more than one heir was
divided, and is asked. Later mergers stand in the table of mergers, with their days.
"""

from typing import Final

_HEIRS: Final = {
    "Alkmaar": "Graft-De Rijp, Schermer",
    "Alphen aan den Rijn": "Boskoop, Rijnwoude",
    "Altena": "Aalburg, Werkendam, Woudrichem",
    "Beekdaelen": "Nuth, Onderbanken, Schinnen",
    "Berg en Dal": "Groesbeek, Millingen aan de Rijn, Ubbergen",
    "Bodegraven-Reeuwijk": "Bodegraven, Reeuwijk",
    "Boxtel": "Haaren",
    "De Fryske Marren": "Gaasterlân-Sleat, Lemsterland, Skarsterlân, Boarnsterhim",
    "De Ronde Venen": "Abcoude",
    "Edam-Volendam": "Zeevang",
    "Eemsdelta": "Appingedam, Delfzijl, Loppersum",
    "Eijsden-Margraten": "Eijsden, Margraten",
    "Goeree-Overflakkee": "Dirksland, Goedereede, Middelharnis, Oostflakkee",
    "Gooise Meren": "Bussum, Muiden, Naarden",
    "Groningen": "Haren, Ten Boer",
    "Haarlemmermeer": "Haarlemmerliede en Spaarnwoude",
    "Heerenveen": "Boarnsterhim",
    "Het Hogeland": "Bedum, De Marne, Eemsmond, Winsum",
    "Hoeksche Waard": "Binnenmaas, Cromstrijen, Korendijk, Oud-Beijerland, Strijen",
    "Hollands Kroon": "Anna Paulowna, Niedorp, Wieringen, Wieringermeer",
    "Horst aan de Maas": "Sevenum, Meerlo-Wanssum",
    "Krimpenerwaard": "Bergambacht, Nederlek, Ouderkerk, Schoonhoven, Vlist",
    "Leeuwarden": "Leeuwarderadeel, Littenseradiel, Boarnsterhim",
    "Medemblik": "Andijk, Wervershoof",
    "Meierijstad": "Schijndel, Sint-Oedenrode, Veghel",
    "Midden-Groningen": "Hoogezand-Sappemeer, Menterwolde, Slochteren",
    "Molenlanden": "Giessenlanden, Graafstroom, Liesveld, Molenwaard, Nieuw-Lekkerland",
    "Nissewaard": "Bernisse, Spijkenisse",
    "Noardeast-Fryslân": "Dongeradeel, Ferwerderadiel, Kollumerland c.a.",
    "Noordwijk": "Noordwijkerhout",
    "Oisterwijk": "Haaren",
    "Oldambt": "Reiderland, Scheemda, Winschoten",
    "Oss": "Lith, Maasdonk",
    "Peel en Maas": "Helden, Kessel, Maasbree, Meijel",
    "Rotterdam": "Rozenburg",
    "'s-Hertogenbosch": "Maasdonk",
    "Schagen": "Harenkarspel, Zijpe",
    "Stichtse Vecht": "Breukelen, Loenen, Maarssen",
    "Súdwest-Fryslân": "Bolsward, Nijefurd, Sneek, Wonseradeel, Wymbritseradiel, Littenseradiel, Boarnsterhim",
    "Tilburg": "Haaren",
    "Venlo": "Arcen en Velden",
    "Venray": "Meerlo-Wanssum",
    "Vijfheerenlanden": "Leerdam, Vianen, Zederik",
    "Vught": "Haaren",
    "Waadhoeke": "Franekeradeel, het Bildt, Menameradiel, Littenseradiel",
    "West Betuwe": "Geldermalsen, Lingewaal, Neerijnen",
    "Westerkwartier": "Grootegast, Leek, Marum, Zuidhorn, Winsum",
    "Westerwolde": "Bellingwedde, Vlagtwedde",
    "Zevenaar": "Rijnwaarden",
    "Zuidplas": "Moordrecht, Nieuwerkerk aan den IJssel, Zevenhuizen-Moerkapelle",
}
FORMER_PARTS: Final = {name: tuple(parts.split(", ")) for name, parts in _HEIRS.items()}
"""Name of a municipality of today: what went up in it, wholly or in part."""
