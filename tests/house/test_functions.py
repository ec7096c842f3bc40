"""No function is longer than a screen: one that is has several subjects."""

import ast

from tests.house.source import CODE

LONGEST = 60


def test_no_function_is_over_60_lines() -> None:
    lengths = {
        f"{file.relative_to(CODE)}:{node.name}": node.end_lineno - node.lineno + 1
        for file in sorted(CODE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    }
    assert len(lengths) > 3_000
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
