"""Questions out of made-up plans ask for other texts of their wheel, and never find themselves."""

from pathlib import Path

import pytest
from benchmarks.sibling_questions import main, questions

from innovatie.search.texts import read_documents, read_queries


def text(wheel: str, number: int, style: str) -> dict[str, str]:
    name = f"{wheel}-{number}"
    return {"wheel": wheel, "text_id": name, "title": f"Titel {name}", "text": "Eerst. Dan.", "style": style}


def test_who_asks_is_no_document_and_a_wheel_alone_asks_nothing() -> None:
    made = [text("a", 1, "everyday"), text("a", 2, "official"), text("b", 1, "everyday")]
    documents, queries = questions(made)
    assert [one["id"] for one in documents] == ["a-2"]
    assert [(one["kind"], one["query"], one["relevant"]) for one in queries] == [
        ("title", "Titel a-1", {"a-2": 2}),
        ("sentence", "Eerst", {"a-2": 2}),
    ]


def test_the_files_are_such_as_the_measurement_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(tmp_path)
    documents, queries = read_documents(tmp_path / "documents.jsonl"), read_queries(tmp_path / "queries.jsonl")
    known = {one.id for one in documents}
    assert len(queries) > 100
    assert all(
        one.relevant and one.relevant.keys() <= known and one.id.rpartition("-")[0] not in known for one in queries
    )
    assert f"{len(queries)} queries" in capsys.readouterr().out
