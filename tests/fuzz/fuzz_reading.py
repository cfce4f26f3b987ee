"""Texts that nobody thought of, grown by what they reach in the reader: ``make fuzz``.

What holds of every text: reading never fails, no word is lost, and it takes no longer than it
may. A finding is written to ``crash-*`` here; it becomes a row of ``FOUND`` in
tests/test_fuzz_findings.py.
"""

import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["notekit.markup", "notekit.stamps"]):
    from notekit.markup.parse import prepare_settings
    from notekit.markup.reading import ReadingContext, read_log

from tests.dialect_cases import read_cases

SETTINGS = prepare_settings()
SECONDS = 5
SEEDS = Path(__file__).parent / "seeds"


def read_one(data: bytes) -> None:
    """Read a text in the dialect that its first byte chooses; raises where a promise is broken."""
    text = data[1:].decode("utf-8", "replace")
    dialect = "plain" if data[:1] and data[0] % 4 == 0 else "typed"
    began = time.process_time()
    reading = read_log(text, ReadingContext("notes/conf/log.rst", dialect=dialect), SETTINGS)
    spent = time.process_time() - began
    broken = [it for it in reading.diagnostics if it.code in {"not-understood", "lost-word"}]
    if broken or spent > SECONDS:
        raise AssertionError(f"{dialect}, {spent:.1f} s: {broken}: {text!r}")


def main() -> None:
    """Begin from the cases of the dialect; arguments are libFuzzer's."""
    SEEDS.mkdir(exist_ok=True)
    for number, case in enumerate(read_cases()):
        (SEEDS / f"case{number:03}").write_bytes(b"\x01" + case.typed.encode())
    atheris.Setup([*sys.argv, str(SEEDS)], read_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
