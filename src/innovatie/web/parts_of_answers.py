"""What the document says of `velden`: which fields there are, and that an answer may then be a part of the whole.

A client that is made from the document would otherwise break on a field that it was promised and did not ask for.
"""

import re
from copy import deepcopy
from typing import Final

from innovatie.web.openapi_plain import REFERENCE, Json

_PART: Final = "Deel"


def describe_parts(operation: Json, schemas: Json) -> None:
    """Complete one operation that takes `velden`, and put the shapes of its parts among `schemas`."""
    place = next((at for at, one in enumerate(operation.get("parameters", [])) if one["name"] == "velden"), None)
    if place is None:
        return
    content = operation["responses"]["200"]["content"]["application/json"]
    whole = content["schema"]["$ref"].removeprefix(REFERENCE)
    items = schemas[whole].get("properties", {}).get("resultaten", {}).get("items", {}).get("$ref", "")
    item = items.removeprefix(REFERENCE) or whole
    names = "|".join(map(re.escape, schemas[item]["properties"]))
    schemas[item + _PART] = {name: deepcopy(said) for name, said in schemas[item].items() if name != "required"}
    schemas[item + _PART] |= {"title": item + _PART, "description": "De gevraagde velden van het geheel."}
    if item != whole:
        some = deepcopy(schemas[whole]) | {"title": whole + _PART}
        some["properties"]["resultaten"]["items"] = {"$ref": REFERENCE + item + _PART}
        schemas[whole + _PART] = some
    content["schema"] = {"anyOf": [{"$ref": REFERENCE + name} for name in (whole, whole + _PART)]}
    operation["parameters"][place] = operation["parameters"][place] | {
        "schema": {"type": "string", "pattern": f"^({names})(,({names}))*$"}
    }
