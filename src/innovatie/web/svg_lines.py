"""The lines of our own icons as points, for pictures that are no SVG: the part of the path language that they use."""

import math
import re
from functools import cache

Point = tuple[float, float]
_TOKEN = re.compile(r"[A-Za-z]|-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_SHAPE = re.compile(r"<(path|circle)\b([^>]*)/>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "a": 7, "z": 0}


@cache
def lines(body: str) -> tuple[tuple[Point, ...], ...]:
    """The lines of the shapes in `body` (paths and circles on 24 by 24). ValueError for a command it does not know."""
    found: list[tuple[Point, ...]] = []
    for shape, text in _SHAPE.findall(body):
        given = dict(_ATTRIBUTE.findall(text))
        if shape == "circle":
            x, y, r = (float(given[name]) for name in ("cx", "cy", "r"))
            found.append(tuple(_round(x, y, r, math.tau * n / 48) for n in range(49)))
        else:
            found.extend(_path(given["d"]))
    return tuple(found)


def _round(x: float, y: float, r: float, angle: float) -> Point:
    return x + r * math.cos(angle), y + r * math.sin(angle)


def _numbers(d: str) -> list[tuple[str, list[float]]]:
    """Each command with its arguments; a row of arguments repeats the command, after `m` as a line.

    The two flags of an arc are one digit each and may stand against what follows: `a7 7 0 0114 0`.
    """
    tokens = _TOKEN.findall(d)
    found: list[tuple[str, list[float]]] = []
    at, command = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        count = _ARGUMENTS.get(command.lower())
        if count is None:
            raise ValueError(f"no command of ours: {command!r}")
        found.append((command, [float(one) for one in tokens[at : at + count]]))
        at += count
        command = {"m": "l", "M": "L"}.get(command, command)
    return found


def _path(d: str) -> list[tuple[Point, ...]]:
    lines: list[list[Point]] = []
    x = y = 0.0
    hand: Point | None = None  # where the second control point of the curve before lies, for `s`
    for command, given in _numbers(d):
        kind, relative = command.lower(), command.islower()
        if kind == "m":
            x, y = (x + given[0], y + given[1]) if relative else (given[0], given[1])
            lines.append([(x, y)])
            continue
        if kind == "z":
            lines[-1].append(lines[-1][0])
            x, y = lines[-1][0]
            continue
        base = (x, y) if relative else (0.0, 0.0)
        if kind == "h":
            to = (given[0] + base[0], y)
        elif kind == "v":
            to = (x, given[0] + base[1])
        else:
            to = (given[-2] + base[0], given[-1] + base[1])
        if kind in "cs":
            two = (given[-4] + base[0], given[-3] + base[1])
            one = (given[0] + base[0], given[1] + base[1]) if kind == "c" else _mirrored(hand, (x, y))
            lines[-1].extend(_bend((x, y), one, two, to))
            hand = two
            x, y = to
            continue
        hand = None
        if kind == "a":
            lines[-1].extend(_arc((x, y), given[0], large=bool(given[3]), sweep=bool(given[4]), to=to))
        else:
            lines[-1].append(to)
        x, y = to
    return [tuple(line) for line in lines]


def _mirrored(hand: Point | None, around: Point) -> Point:
    return around if hand is None else (2 * around[0] - hand[0], 2 * around[1] - hand[1])


def _bend(start: Point, one: Point, two: Point, end: Point) -> list[Point]:
    """Points on a cubic curve."""
    found = []
    for n in range(1, 17):
        t = n / 16
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        found.append(
            (
                a * start[0] + b * one[0] + c * two[0] + d * end[0],
                a * start[1] + b * one[1] + c * two[1] + d * end[1],
            )
        )
    return found


def _arc(start: Point, r: float, *, large: bool, sweep: bool, to: Point) -> list[Point]:
    """Points on an arc of a circle (SVG 1.1, F.6.5, with rx = ry and no rotation)."""
    half = ((start[0] - to[0]) / 2, (start[1] - to[1]) / 2)
    chord = math.hypot(*half)
    r = max(r, chord)
    away = math.sqrt(max(0.0, r * r - chord * chord)) / (chord or 1)
    sign = -1 if large == sweep else 1
    middle = (
        (start[0] + to[0]) / 2 + sign * away * half[1],
        (start[1] + to[1]) / 2 - sign * away * half[0],
    )
    first = math.atan2(start[1] - middle[1], start[0] - middle[0])
    last = math.atan2(to[1] - middle[1], to[0] - middle[0])
    turn = (last - first) % math.tau if sweep else -((first - last) % math.tau)
    return [_round(*middle, r, first + turn * n / 24) for n in range(1, 25)]
