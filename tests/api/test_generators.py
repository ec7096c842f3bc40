"""The OpenAPI document with the tools that others use: the linter of the Dutch rules, and two generators of clients.

They come from the locks (`package-lock.json`, `requirements/generator.txt`) and read one document, made once. Each is
also given what must fail, so that silence means something.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.api.contract import METHODS, document
from tests.house.source import ROOT

Json = dict[str, Any]
DUTCH_RULES = next(
    (
        rules
        for folder in Path(__file__).resolve().parents
        if (rules := folder / "shared" / "standards" / "adr-ruleset.yaml").exists()
    ),
    None,
)
"""The official rules of the NL API Design Rules; they are not ours to publish, so they lie outside the repository."""
NODE_MODULES = ROOT / "node_modules"
GENERATOR = ROOT / ".venv-generator" / "bin" / "openapi-python-client"


@pytest.fixture(scope="module")
def spec() -> Json:
    return document()


@pytest.fixture(scope="module")
def written(spec: Json, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("openapi") / "openapi.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    return file


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip


def node() -> str:
    return shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")


@pytest.fixture(scope="module")
def remarks(spec: Json, written: Path) -> set[tuple[str, str]]:
    """The file and the rule of each remark of Spectral, hints too: on our document, and on one that was spoilt."""
    folder = written.parent
    (folder / "spoilt.json").write_text(json.dumps(spoilt(spec)), encoding="utf-8")
    rules = [*([] if DUTCH_RULES is None else [str(DUTCH_RULES)]), "spectral:oas"]
    (folder / "rules.yaml").write_text(f"extends: {json.dumps(rules)}\n", encoding="utf-8")
    spectral = NODE_MODULES / "@stoplight" / "spectral-cli" / "dist" / "index.js"
    done = run([node(), spectral, "lint", "-r", "rules.yaml", "-f", "json", written.name, "spoilt.json"], folder)
    assert done.returncode in {0, 1}, done.stderr  # 1: errors among the remarks; those of Spectral itself are warnings
    return {(Path(one["source"]).name, one["code"]) for one in json.loads(done.stdout)}


def spoilt(spec: Json) -> Json:
    """A parameter after another fashion, an error without a body of its kind, a server without a version, no tags."""
    wrong = deepcopy(spec)
    wrong["paths"] = {"/rondes": wrong["paths"]["/rondes"]}  # one path is enough to be wrong about, and soon read
    wrong["paths"]["/rondes"]["get"]["parameters"][0]["name"] = "wrong_fashion"
    wrong["components"]["responses"]["Fout400"]["content"] = {"application/json": {"schema": {"type": "string"}}}
    wrong["servers"] = [{"url": "https://innovatie.example.nl/api"}]
    del wrong["tags"]
    return wrong


def test_the_official_dutch_rules_have_no_remark(remarks: set[tuple[str, str]]) -> None:
    if DUTCH_RULES is None:
        pytest.skip("the official ruleset of the NL API Design Rules is not beside this checkout")
    assert {rule for file, rule in remarks if file == "spoilt.json" and rule.startswith("nlgov:")} == {
        "nlgov:include-major-version-in-uri",
        "nlgov:query-keys-camel-case",
        "nlgov:use-problem-schema",
    }
    assert [rule for file, rule in remarks if file != "spoilt.json"] == []


def test_the_rules_of_openapi_itself_have_no_remark(remarks: set[tuple[str, str]]) -> None:
    assert ("spoilt.json", "operation-tag-defined") in remarks
    assert [rule for file, rule in remarks if file != "spoilt.json"] == []


USE = """
import type { components, paths } from "./shapes";
type Plan = components["schemas"]["IdeeUit"];
type Plans = components["schemas"]["IdeeUitLijst"];
type Answer = paths["/ideeen"]["get"]["responses"][200]["content"]["application/json"];
export const whole = (answer: Answer): Plans => answer as Plans;
// @ts-expect-error who asks for some fields (`velden`) gets a part, in which the others are not there
export const some = (answer: Answer): string[] => answer.resultaten.map((plan) => plan.titel);
export const titles = (list: Plans): string[] => list.resultaten.map((plan: Plan) => plan.titel);
export const start = (plan: Plan): string => plan.geplandeStartDatum ?? "nog niet bekend";
// @ts-expect-error a date may be absent
export const careless = (plan: Plan): string => plan.geplandeStartDatum;
// @ts-expect-error a stage is one of a closed list of words
export const misspelt = (plan: Plan): boolean => plan.stadium === "ide";
"""


def test_typescript_made_of_it_is_strict(written: Path) -> None:
    folder = written.parent
    made = run([node(), NODE_MODULES / "openapi-typescript" / "bin" / "cli.js", written, "-o", "shapes.ts"], folder)
    assert made.returncode == 0, made.stderr
    (folder / "use.ts").write_text(USE, encoding="utf-8")
    options = {"strict": True, "noEmit": True, "skipLibCheck": True, "types": [], "lib": ["es2022"], "target": "es2022"}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["use.ts"]}), "utf-8")
    done = run([node(), NODE_MODULES / "typescript" / "bin" / "tsc", "--project", "."], folder)
    assert (done.returncode, done.stdout) == (0, "")


THROUGH = """
import json
from client import models

schemas = json.load(open("openapi.json"))["components"]["schemas"]
FORMATS = {"date": "2026-11-30", "date-time": "2026-11-30T09:00:00+00:00", "uri": "https://example.nl"}
PLAIN = {"integer": 1, "number": 1.5, "boolean": True, "object": {}}

def example(schema):
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[-1]])
    for how in ("allOf", "oneOf", "anyOf"):
        if how in schema:
            return example(schema[how][0])
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "array":
        return [example(schema["items"])] * max(1, schema.get("minItems", 1))
    if kind == "string":
        return FORMATS.get(schema.get("format"), "tekst")
    if "properties" in schema:
        return {name: example(inner) for name, inner in schema["properties"].items()}
    return PLAIN[kind]

names = {name.lower(): name for name in models.__all__}
for name in schemas:
    sent = example(schemas[name])
    back = getattr(models, names[name.lower()]).from_dict(sent).to_dict()
    assert back == sent, (name, sent, back)

import httpx
from client import Client
from client.api.plannen import idee, ideeen, idee_van_bron_bewaren

def read(operation, status, given):  # as a client reads an answer
    there = Client(base_url="https://innovatie.example.nl/api/v1")
    return operation._parse_response(client=there, response=httpx.Response(status, json=given))

links = {"self": {"href": "/api/v1/ideeen"}}
part = read(ideeen, 200, {"resultaten": [{"nummer": 7}], "aantal": 1, "_links": links})  # ?velden=nummer
assert part.resultaten[0].nummer == 7
assert read(idee, 200, {"titel": "Bermen"}).titel == "Bermen"
whole = example(schemas["BewaardUit"])
assert [read(idee_van_bron_bewaren, status, whole).to_dict() for status in (200, 201)] == [whole, whole]
print(len(schemas))
"""


def test_a_python_client_is_made_whole_and_without_a_warning_and_carries_every_shape(spec: Json, written: Path) -> None:
    # What it makes is read here and kept by nobody: it need not be put in form too.
    (written.parent / "generator.yaml").write_text("post_hooks: []\n", "utf-8")
    options = ["--config", "generator.yaml", "--output-path", "client", "--overwrite", "--meta", "none"]
    options.append("--fail-on-warning")
    done = run([GENERATOR, "generate", "--path", written, *options], written.parent)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    operations = [
        item[method]["operationId"] for item in spec["paths"].values() for method in METHODS if method in item
    ]
    modules = [file for file in (written.parent / "client" / "api").glob("*/*.py") if file.name != "__init__.py"]
    assert len(modules) == len(operations) > 30
    assert [file.parent.name for file in modules if not file.parent.name.isascii()] == []
    (written.parent / "through.py").write_text(THROUGH, "utf-8")
    gone = run([GENERATOR.with_name("python"), "through.py"], written.parent)
    assert (gone.returncode, gone.stderr) == (0, "")
    assert int(gone.stdout) == len(spec["components"]["schemas"]) > 50
