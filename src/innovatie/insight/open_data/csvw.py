"""What the columns of a CSV mean, as CSV on the Web tells it (W3C, tabular metadata)."""

import msgspec

from innovatie.changes.collection import AnyCollection
from innovatie.insight.open_data.publishing import LICENCE, PUBLISHER
from innovatie.insight.open_data.rows import Column, columns


def csvw(collection: AnyCollection, home: str) -> bytes:
    """The metadata of `<name>.csv`; it stands beside it as `<name>.csv-metadata.json`."""
    key = collection.key
    about = {"aboutUrl": f"{home}{collection.path_of_one}"}
    return msgspec.json.encode(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
            "url": f"{home}/data/{collection.name}.csv",
            "dc:title": str.__str__(collection.title),
            "dc:description": str.__str__(collection.description),
            "dc:license": {"@id": LICENCE},
            "dc:publisher": PUBLISHER,
            "dialect": {
                "delimiter": ";",
                "encoding": "utf-8",
                # The line of headers is passed over: it begins with the mark that Excel needs, which readers of CSVW
                # take for a part of the first name; the names below are those headers.
                "header": False,
                "skipRows": 1,
                "lineTerminators": ["\r\n"],
                "quoteChar": '"',
                "doubleQuote": True,
            },
            "tableSchema": {"columns": [_column(one) for one in columns(collection)], "primaryKey": key} | about,
        }
    )


def _column(column: Column) -> dict[str, object]:
    made: dict[str, object] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": column.datatype,
    }
    return made | ({"separator": " "} if column.listed else {})
