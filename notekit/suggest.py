"""Did you mean: the known words nearest to one that is not known.

What lives here: one bounded edit distance and the one function that uses it. A suggestion is
only ever shown, never carried out. Imports only the standard library, and nothing else of
notekit.
"""

from collections.abc import Iterable

_LONGEST = 64


def did_you_mean(word: str, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Find up to ``limit`` of the ``known`` words that ``word`` may have been meant for.

    The nearest comes first. A word counts as near with one edit (a letter more, less or
    other, or two neighbours swapped) for every three letters typed, or when it begins with
    what was typed (three letters at least); but not with two edits more than the nearest.
    Upper and lower case are the same.
    """
    typed = word.casefold()[:_LONGEST]
    allowed = max(1, (len(typed) + 1) // 3)
    near: list[tuple[int, str]] = []
    for name in dict.fromkeys(known):
        plain = name.casefold()[:_LONGEST]
        distance = _count_edits(typed, plain, allowed)
        if distance <= allowed and distance < max(len(typed), len(plain)):
            near.append((distance, name))
        elif len(typed) >= 3 and plain.startswith(typed):
            near.append((allowed + 1, name))
    near.sort()
    return tuple(name for edits, name in near[:limit] if edits <= near[0][0] + 1)


def phrase_suggestion(names: Iterable[str]) -> str | None:
    """Word suggestions as a hint: ``did you mean 'a', 'b' or 'c'?``; None where there are none."""
    quoted = [f"'{name}'" for name in names]
    if not quoted:
        return None
    *others, last = quoted
    return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"


def _count_edits(left: str, right: str, most: int) -> int:
    """Count the edits from one word to the other; ``most + 1`` stands for any larger number."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
