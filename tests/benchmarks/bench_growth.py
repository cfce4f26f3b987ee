"""Whether time grows linearly: logs made by repeating a case of the dialect, beside a control.

A log of 200 KB made of any case may take at most five times what plain docutils takes for the
control, 200 KB of short items. Each case is read at two small sizes first; the dearest, and
those whose share grows the most, are then read at full size (``--all``: every one of them).
Each ratio is of one run, with the control measured once a size.

    python -m tests.benchmarks.bench_growth [--all] [--full N]

Exits 1 where a ratio is above five.
"""

import argparse
import gc
import sys
import time
from dataclasses import dataclass

from docutils import utils
from docutils.parsers.rst import Parser

from notekit.markup.reading import ReadingContext, read_log
from tests.dialect_cases import SETTINGS, Case, read_cases

CONTROL = "A short line.\n\n- one\n- two\n\n  - three\n  - four\n\n"
"""What plain docutils is timed on: lists of short items, the form of notes, all well formed."""

SIZE = 200_000
SMALL = (4_000, 12_000)
MOST = 5.0


@dataclass(frozen=True, slots=True)
class Growth:
    """A case and what it takes at the two small sizes, in times of the control."""

    case: Case
    small: float
    larger: float

    @property
    def expected(self) -> float:
        """The ratio at full size, if what it grows by goes on growing."""
        return self.larger + max(self.larger - self.small, 0) * SIZE / (SMALL[1] - SMALL[0])


def fill(typed: str, size: int) -> str:
    """A text of about ``size`` characters, the same thing again and again."""
    piece = typed.rstrip("\n") + "\n\n"
    return piece * -(-size // len(piece))


def time_docutils(text: str) -> float:
    """Seconds of this process that docutils' parser takes for a text."""
    document = utils.new_document("control", SETTINGS.copy())
    gc.collect()
    started = time.process_time()
    Parser().parse(text, document)
    return time.process_time() - started


def time_reading(case: Case, size: int) -> float:
    """Seconds of this process that reading a log of a case takes, records, HTML and all."""
    text = fill(case.typed, size)
    gc.collect()
    started = time.process_time()
    read_log(text, ReadingContext("notes/conf/log.rst"), SETTINGS)
    return time.process_time() - started


def main(arguments: list[str]) -> int:
    """Weigh, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="read every case at full size")
    parser.add_argument("--full", type=int, default=4, help="cases read at full size (4)")
    options = parser.parse_args(arguments)
    cases = read_cases()
    time_docutils(fill(CONTROL, SMALL[0]))  # imports are not what is weighed
    for case in cases:
        time_reading(case, 1)
    control = {size: time_docutils(fill(CONTROL, size)) for size in (*SMALL, SIZE)}
    print(f"the control of {SIZE // 1000} KB takes docutils {control[SIZE]:.1f} s; in times of it:")
    grown = [
        Growth(case, *(time_reading(case, size) / control[size] for size in SMALL))
        for case in cases
    ]
    grown.sort(key=lambda one: -one.expected)
    dearest = sorted(grown, key=lambda one: -one.larger)[: options.full // 2]
    chosen = grown if options.all else dearest
    chosen = [*chosen, *(one for one in grown if one not in chosen)][
        : max(len(chosen), options.full)
    ]
    for one in grown:
        if one not in chosen:
            print(f"  {one.small:5.2f} {one.larger:5.2f}        {one.case.name}")
    worst = 0.0
    for one in chosen:
        ratio = time_reading(one.case, SIZE) / control[SIZE]
        worst = max(worst, ratio)
        print(f"  {one.small:5.2f} {one.larger:5.2f} {ratio:6.2f} {one.case.name}", flush=True)
    sizes = ", ".join(f"{size // 1000}" for size in (*SMALL, SIZE))
    verdict = "within" if worst <= MOST else "ABOVE"
    print(f"{len(cases)} cases, columns {sizes} KB; the dearest {worst:.2f}: {verdict} {MOST}")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
