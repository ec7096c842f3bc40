"""Questions out of made-up plans, for choosing weights without what people judged.

`python -m benchmarks.sibling_questions FOLDER` writes `documents.jsonl` and `queries.jsonl` for `innovatie search
evaluate`.

What somebody wrote in everyday words asks for the plans of the same wheel in other words; the texts that ask are no
documents. Near-misses (the same object with another task, the same form) stay among the documents.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

SIBLINGS: Final = Path(__file__).parent / "siblings"
_ASKS: Final = "everyday"
Text = dict[str, str]


def read() -> list[Text]:
    """All made-up texts, in the order of the files."""
    files = (file.read_text(encoding="utf-8") for file in sorted(SIBLINGS.glob("*.jsonl")))
    return [json.loads(line) for text in files for line in text.splitlines() if line.strip()]


def questions(texts: list[Text]) -> tuple[list[dict[str, str]], list[dict[str, object]]]:
    """Documents, and queries by title and by first sentence; a wheel of which nothing is left to find asks nothing."""
    wheels: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if text["style"] != _ASKS:
            wheels[text["wheel"]].append(text["text_id"])
    documents = [
        {"id": text["text_id"], "title": text["title"], "text": text["text"]}
        for text in texts
        if text["style"] != _ASKS
    ]
    queries: list[dict[str, object]] = []
    for text in texts:
        sought = dict.fromkeys(wheels[text["wheel"]], 2)
        if text["style"] != _ASKS or not sought:
            continue
        first = text["text"].partition(". ")[0].strip()
        for kind, words in (("title", text["title"]), ("sentence", first)):
            if words:
                queries.append({"id": f"{text['text_id']}-{kind}", "kind": kind, "query": words, "relevant": sought})
    return documents, queries


def main(folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in zip(("documents", "queries"), questions(read()), strict=True):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(rows)} {name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m benchmarks.sibling_questions FOLDER")
    main(Path(sys.argv[1]))
