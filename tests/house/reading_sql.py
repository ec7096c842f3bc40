"""What a text of the source says of tables, whatever it becomes part of, and of which rows Piccolo makes changes."""

import ast
import re
from collections.abc import Iterator

from tests.house.test_sql import DEPTH, OWNER, owner

READS = re.compile(r'\b(?:FROM|JOIN|USING|TABLE)\s+(?:ONLY\s+)?(?:public\.)?"?([a-z_][a-z_0-9]*)"?')
BESIDE = re.compile(r'\bFROM\s+\w+(?:\s+(?:AS\s+)?[a-z]\w*)?((?:\s*,\s*"?[a-z_]\w*"?(?:\s+(?:AS\s+)?[a-z]\w*)?)+)')
SMALL = re.compile(
    r"\b(?:select\b.*?\bfrom|(?:left|inner|cross|right|full) join|insert into|delete from|update(?=\s+\w+\s+set\b))\s+([a-z_]\w*)",
    re.DOTALL,
)
"""SQL in small letters, which nobody writes here: the words are too common to be looked for one by one."""
WRITES = re.compile(
    r'\b(?:INSERT INTO|DELETE FROM|MERGE INTO|TRUNCATE(?: TABLE)?|LOCK TABLE|COPY|UPDATE(?! SET\b))\s+(?:ONLY\s+)?(?:public\.)?"?'
    r'([a-z_][a-z_0-9]*)"?'
)
HOLE = "filled_in_"
"""What stands in a text where something is filled in, before the name of it."""
FREE = {"demo"}
"""It makes up a past of every feature."""
CHANGES_ROWS = {"insert", "update", "delete", "save", "remove", "raw", "alter", "get_or_create", "create_table"}


def complaint(feature: str, verb: str, table: str) -> str | None:
    """Why `feature` may not do this, if so."""
    of = owner(table)
    if of is None or of == feature or feature in FREE or feature not in DEPTH:
        return None
    return f"{feature} {verb} {table}" if verb == "writes" or DEPTH[of] <= DEPTH[feature] else None


def texts(tree: ast.Module) -> Iterator[str]:
    """Each text, the parts of a sum, a join or an f-string together; what is filled in is a hole with its name."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            inside.update(id(part) for part in ast.walk(node) if isinstance(node.value, ast.Constant))
        if id(node) in inside or not (
            isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) or _put_together(node)
        ):
            continue
        inside.update(id(part) for part in ast.walk(node))
        yield _text(node)


def _put_together(node: ast.AST) -> bool:
    """Whether this is `" ".join(...)` or `"...".format(...)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join" | "format")):
            return True
    return False


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Name(id=name):
            return f" {HOLE}{name} "
        case ast.FormattedValue(value=value):
            return _text(value)
        case ast.JoinedStr(values=values):
            return "".join(_text(value) for value in values)
        case ast.BinOp(left=ast.Constant(value=str(value)), op=ast.Mod(), right=right):
            return _filled(value, right.elts if isinstance(right, ast.Tuple) else [right], {})
        case ast.BinOp(left=left, right=right):
            return _text(left) + _text(right)
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(value)), attr="format"), args=args, keywords=words
        ):
            return _filled(value, args, {word.arg: word.value for word in words})
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(between)), attr="join"),
            args=[ast.List(elts=items) | ast.Tuple(elts=items)],
        ):
            return between.join(_text(item) for item in items)
    return f" {HOLE} "


def _filled(text: str, values: list[ast.expr], named: dict[str | None, ast.expr]) -> str:
    """A text for `format` or %, with holes of what goes into it."""
    rest = iter(values)

    def hole(found: re.Match[str]) -> str:
        value = named.get(found[1]) if found[1] else next(rest, None)
        return f" {HOLE} " if value is None else _text(value)

    return re.sub(r"\{(\w*)\}|%s", hole, text)


def far_in(feature: str, source: str) -> list[str]:
    """What this source reaches that it may not: `feature verb table`."""
    tree = ast.parse(source)
    found = []
    for text in texts(tree):
        found += [complaint(feature, "writes", table) for table in WRITES.findall(text)]
        found += [complaint(feature, "reads", table) for table in READS.findall(text)]
        found += [complaint(feature, "reads", of.split()[0].strip('"')) for of in _beside(text)]
        found += [complaint(feature, "writes", table) for table in SMALL.findall(text)]
    found += [complaint(feature, verb, table) for verb, table in _filled_in(tree)]
    return [one for one in dict.fromkeys(found) if one] + rows_of_others(feature, tree)


def _filled_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Tables of which the name comes into SQL by another name: `for table in ("idea",): f"DELETE FROM {table}"`."""
    told = [text for text in texts(tree) if HOLE in text]
    for verb, shape in (("writes", WRITES), ("reads", READS)):
        holes = {
            name.removeprefix(HOLE)
            for text in told
            for name in _any_case(shape).findall(re.sub(rf'"? ({HOLE}\w*) "?', r" \1 ", text))
            if name.startswith(HOLE)
        }
        yield from ((verb, table) for table in sorted(_held(tree, holes)) if owner(table))


def _any_case(shape: re.Pattern[str]) -> re.Pattern[str]:
    """Names of Python may have capitals, those of tables have none."""
    return re.compile(shape.pattern.replace("[a-z_][a-z_0-9]*", r"[A-Za-z_]\w*"))


def _held(tree: ast.Module, names: set[str]) -> set[str]:
    """The texts that one of `names` may hold: given, gone through, by default, or handed over in a call."""
    held: set[str] = set()
    known = {name for name in names if name}
    for _ in range(3 if known else 0):  # a name that is given another name
        takers = _takers(tree, known)
        for node in ast.walk(tree):
            sources: list[ast.expr] = []
            match node:
                case ast.Assign(targets=targets, value=value) if known & _names(*targets):
                    sources = [value]
                case ast.AnnAssign(target=target, value=ast.expr() as value) if known & _names(target):
                    sources = [value]
                case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value) if known & _names(
                    target
                ):
                    sources = [value]
                case ast.comprehension(target=target, iter=value) if known & _names(target):
                    sources = [value]
                case ast.Call(args=args, keywords=keywords):
                    sources = [word.value for word in keywords if word.arg in known]
                    sources += [args[at] for at in takers.get(getattr(node.func, "id", ""), ()) if at < len(args)]
                case ast.arguments(args=args, kwonlyargs=words) if known & {one.arg for one in (*args, *words)}:
                    sources = [*node.defaults, *(one for one in node.kw_defaults if one is not None)]
            for source in sources:
                held |= {
                    n.value
                    for n in _outside_conditions(source)
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                }
                known |= _names(source) if isinstance(source, ast.Name) else set()
    return held


def _names(*nodes: ast.AST) -> set[str]:
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _takers(tree: ast.Module, names: set[str]) -> dict[str, list[int]]:
    """The functions of this module that take one of `names`, and at which places."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    places = {one.name: [at for at, arg in enumerate(one.args.args) if arg.arg in names] for one in functions}
    return {name: found for name, found in places.items() if found}


def _outside_conditions(node: ast.AST) -> Iterator[ast.AST]:
    """All that a value may be made of; what is only compared is none of it."""
    if not isinstance(node, ast.Compare):
        yield node
        for part in ast.iter_child_nodes(node):
            yield from _outside_conditions(part)


def _beside(text: str) -> list[str]:
    """What stands after the first table of a FROM, behind commas."""
    return [of for more in BESIDE.findall(text) for of in more.split(",") if of.strip()]


def rows_of_others(feature: str, tree: ast.Module) -> list[str]:
    """Tables of another feature of which Piccolo makes, changes or deletes rows here."""
    theirs: set[str] = set()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (of := re.match(r"innovatie\.(\w+)(\.tables)?\b", node.module or "")):
            names = {alias.asname or alias.name for alias in node.names if of[2] or alias.name == "tables"}
            theirs |= names if of[1] not in {feature, "domain"} else set()
    found += [f"{feature} imports {name} whole, so that its rows are not seen" for name in _whole(feature, tree)]
    theirs |= {name for name, value in _names_given(tree) if _first_name(value) in theirs}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and feature not in FREE:
            *on, act = ast.unparse(node.func).split(".")
            if (on and on[0] in theirs and (act in CHANGES_ROWS or act[:1].isupper())) or (not on and act in theirs):
                found.append(f"{feature} writes {on[0 if '(' in on[-1] else -1] if act in CHANGES_ROWS else act}")
    return found


def _whole(feature: str, tree: ast.Module) -> Iterator[str]:
    """Features that are imported as they are, with their tables in them, by whatever way."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "innovatie" else []
            names += ["what stands beside it"] if node.level else []
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.split(".")[0] == "innovatie"]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value] if re.fullmatch(r"innovatie\.\w+\.tables(\.\w+)*", node.value) else []
        else:
            names = []
        for name in names:
            of = name.split(".")[1] if "." in name else name
            if "." not in name or (of != feature and of in OWNER.values()):
                yield name


def _names_given(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Each name that is given to something, with what it is given to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.value) for target in targets if isinstance(target, ast.Name))


def _first_name(value: ast.expr) -> str | None:
    """`RoleGrant` of `await RoleGrant.objects().first()`: a row of it, or the table under another name."""
    while not isinstance(value, ast.Name):
        match value:
            case (
                ast.Await(value=inner) | ast.Attribute(value=inner) | ast.Call(func=inner) | ast.Subscript(value=inner)
            ):
                value = inner
            case _:
                return None
    return value.id
