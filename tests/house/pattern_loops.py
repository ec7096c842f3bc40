"""The loops of an automaton, and which of them can read the same text."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Pair = tuple[int, int]
Steps = Mapping[int, Mapping[int, tuple[int, frozenset[str]]]]
"""Of each state: which follow it, in how many ways, and reading which signs."""


class Loops:
    def __init__(self, states: int, steps: Steps) -> None:
        self.steps = {begin: {end: ways for end, ways in ends.items() if ways[1]} for begin, ends in steps.items()}
        self.states = range(states)
        circles = list(circles_of(self.states, lambda state: self.steps.get(state, {})))
        self.of = {state: number for number, circle in enumerate(circles) for state in circle}
        self.looping = {
            state for circle in circles for state in circle if len(circle) > 1 or state in self.steps.get(state, {})
        }

    def together(self, pair: Pair) -> Iterator[Pair]:
        """Where two readings of one text can be, a sign after `pair`; both stay in their loop."""
        one, two = pair
        for end, (_, read) in self.steps.get(one, {}).items():
            for other, (_, also) in self.steps.get(two, {}).items():
                if self.of[end] == self.of[one] and self.of[other] == self.of[two] and read & also:
                    yield end, other

    def read_in_two_ways(self) -> bool:
        for circle in circles_of([(state, state) for state in sorted(self.looping)], self.together):
            same = {one for one, two in circle if one == two}
            if same and len(same) < len(circle):
                return True
            if any(self.steps.get(one, {}).get(two, (0, ""))[0] > 1 for one in same for two in same):
                return True
        return False

    def one_after_another(self) -> set[Pair]:
        """Of each two loops of which one can follow the other: a state of both."""
        pairs = {}
        for one in sorted(self.looping):
            seen, waiting = {one}, [one]
            while waiting:
                for state in self.steps.get(waiting.pop(), {}):
                    if state not in seen:
                        seen.add(state)
                        waiting.append(state)
            for two in seen & self.looping:
                if self.of[one] != self.of[two]:
                    pairs[self.of[one], self.of[two], one, two] = (one, two)
        return set(pairs.values())

    def share(self, one: int, two: int) -> bool:
        """Whether some text leads from `one` to itself, from `one` to `two`, and from `two` to itself."""
        start, goal = (one, one, two), (one, two, two)
        seen, waiting = {start}, [start]
        while waiting:
            first, middle, last = waiting.pop()
            for here, there in self.together((first, last)):
                signs = self.steps[first][here][1] & self.steps[last][there][1]
                for between, (_, read) in self.steps.get(middle, {}).items():
                    place = (here, between, there)
                    if read & signs and place not in seen:
                        if place == goal:
                            return True
                        seen.add(place)
                        waiting.append(place)
        return False


def circles_of(states: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> Iterator[list[Node]]:
    """The sets of states that can reach each other (Tarjan, without recursion); a state alone is one too."""
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    stack: list[Node] = []
    for root in states:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        stack.append(root)
        walk = [(root, iter(following(root)))]
        while walk:
            state, rest = walk[-1]
            new = None
            for end in rest:
                if end not in number:
                    new = end
                    break
                if end in lowest:
                    lowest[state] = min(lowest[state], lowest[end])
            if new is not None:
                number[new] = lowest[new] = len(number)
                stack.append(new)
                walk.append((new, iter(following(new))))
                continue
            walk.pop()
            if walk:
                before = walk[-1][0]
                lowest[before] = min(lowest[before], lowest[state])
            if lowest[state] == number[state]:
                at = stack.index(state)
                circle, stack[at:] = stack[at:], []
                for one in circle:
                    del lowest[one]
                yield circle
