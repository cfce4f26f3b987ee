"""How much longer names take to find where there are a thousand topics instead of ten.

Run ``python -m tests.benchmarks.bench_mentions``. It prints CPU seconds of both and their ratio,
measured in turns in one process, the least of several; the ratio may be 2.0.
"""

import random
import sys
import time
from collections.abc import Sequence

from notekit.records import TextLine
from notekit.relations import Matcher, build_matcher, find_mentions

FEW, MANY, BOUND = 10, 1_000, 2.0
_ROUNDS = 7


def make_names(count: int) -> dict[str, str]:
    """Names of topics, a third of them of two words, by what they are the key of."""
    return {
        (f"topic{number}" if number % 3 else f"Deep topic{number}"): f"topic/t{number}"
        for number in range(count)
    }


def make_lines(count: int, chance: random.Random) -> tuple[TextLine, ...]:
    """Lines of ten words, of which one in twenty is a name that both matchers know."""
    words = [f"word{number}" for number in range(400)] + [f"topic{n}" for n in (1, 2, 4, 5)] * 5
    return tuple(
        TextLine(line, " ".join(chance.choices(words, k=10))) for line in range(1, count + 1)
    )


def measure(lines: Sequence[TextLine], matcher: Matcher) -> float:
    """CPU seconds to find all names in the lines."""
    began = time.process_time()
    for _ in find_mentions(tuple(lines), matcher):
        pass
    return time.process_time() - began


def main() -> int:
    """Measure and print; 1 where the bound is passed."""
    lines = make_lines(20_000, random.Random(1))
    few, many = (build_matcher(make_names(count)) for count in (FEW, MANY))
    pairs = [(measure(lines, few), measure(lines, many)) for _ in range(_ROUNDS)]
    with_few, with_many = (min(side) for side in zip(*pairs, strict=True))
    ratio = with_many / with_few
    print(f"{FEW} topics {with_few:.3f} s, {MANY} topics {with_many:.3f} s: {ratio:.2f}")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
