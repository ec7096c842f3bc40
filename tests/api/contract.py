"""What the API promises, as lines of text: of each operation its parameters, what it takes and what it gives.

`python -m tests.api.contract` writes them to contract.txt, after a change that is meant.
"""

from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]
PROMISED = Path(__file__).with_name("contract.txt")
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def document() -> Json:
    """The OpenAPI document of the application; made once, so whoever changes it takes a copy."""
    from innovatie import app as application
    from innovatie.settings import Settings
    from innovatie.web import openapi

    dependencies = application.create_app(Settings(secret="of no other use than this, and long enough")).dependencies
    return openapi.document(application.API, dependencies, "https://innovatie.example.nl")  # type: ignore[arg-type]


def lines(spec: Json) -> set[str]:
    """`?` what may be sent, `!` what must be, `<` what comes back."""
    found = set()
    for path, item in spec["paths"].items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            name = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", []):
                sign = "!" if parameter.get("required") else "?"
                found.add(f"{name} {sign} {parameter['in']} {parameter['name']}: {_type(parameter['schema'])}")
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found |= {f"{name} {sign} {line}" for sign, line in _sent(spec, content["schema"])}
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values():
                    found |= {f"{name} < {status} {line}" for line in _given(spec, content["schema"], "", ())}
    return found


def _type(schema: Json) -> str:
    kind = schema.get("type", "any")
    return "|".join(sorted(kind)) if isinstance(kind, list) else str(kind)


def _found(spec: Json, schema: Json) -> Json:
    reference = schema.get("$ref", "")
    return spec["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else schema  # type: ignore[no-any-return]


def _sent(spec: Json, schema: Json) -> set[tuple[str, str]]:
    shape = _found(spec, schema)
    required = set(shape.get("required", ()))
    return {
        ("!" if name in required else "?", f"{name}: {_type(_found(spec, field))}")
        for name, field in shape.get("properties", {}).items()
    }


def _given(spec: Json, schema: Json, where: str, above: tuple[str, ...]) -> set[str]:
    reference = schema.get("$ref", "")
    if reference in above and reference:
        return set()
    shape = _found(spec, schema)
    deeper = (*above, reference)
    found: set[str] = set()
    for part in (*shape.get("oneOf", []), *shape.get("anyOf", [])):
        found |= _given(spec, part, where, deeper)
    for name, field in shape.get("properties", {}).items():
        here = f"{where}{name}"
        found |= {f"{here}: {_type(_found(spec, field))}"} | _given(spec, field, f"{here}.", deeper)
    if "items" in shape:
        found |= _given(spec, shape["items"], f"{where}[].", deeper)
    return found


if __name__ == "__main__":
    PROMISED.write_text("".join(f"{line}\n" for line in sorted(lines(document()))))
