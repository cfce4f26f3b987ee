"""Logs that were typed to do harm: too deep, too many, too wide, in circles.

Each has a word before and a word after what harms, which must be found wherever the log is read.
"""

BEFORE, AFTER = "quagga", "okapi"


def _bomb(levels: int, times: int) -> str:
    """Substitutions that stand for ever more of each other: 18 seconds of docutils in 735 bytes."""
    lines = [f".. |{at}| replace:: " + f"|{at + 1}| " * times for at in range(levels)]
    return "\n".join(["|0|", "", *lines, f".. |{levels}| replace:: x"])


def _nested_table(depth: int) -> str:
    """A table in a table in a table."""
    lines = ["x"]
    for _ in range(depth):
        width = max(map(len, lines))
        rule = f"+{'-' * (width + 2)}+"
        lines = [rule, *(f"| {line:<{width}} |" for line in lines), rule]
    return "\n".join(lines)


HOSTILE = {
    "bullets in a line": "- " * 10_000 + "x",
    "bullets one in another": "\n".join(" " * at + "- x" for at in range(3_000)),
    "bullets one in another, apart": "\n\n".join("  " * at + "- x" for at in range(400)),
    "quotations one in another": "\n\n".join(" " * at + "x" for at in range(800)),
    "notes one in another": "\n\n".join("   " * at + ".. note::" for at in range(500)),
    "sections one in another": "\n\n".join(f"x{at}\n{chr(33 + at) * 4}" for at in range(14)) * 30,
    "tables one in another": _nested_table(60),
    "a substitution bomb": _bomb(24, 2),
    "a wide substitution bomb": _bomb(6, 12),
    "a circle of substitutions": "|a|\n\n.. |a| replace:: |b|\n.. |b| replace:: |a|",
    "a substitution of itself": "|a|\n\n.. |a| replace:: |a| |a|",
    "a substitution of nothing": "|x|\n\n.. |x| replace:: |y|",
    "a circle of targets": "a_ b_\n\n.. _a: b_\n.. _b: a_",
    "a line of 2 MB": "word " * 400_000,
    "a word of 2 MB": "w" * 2_000_000,
    "a heading of 2 MB": "h " * 1_000_000 + "\n====",
    "3,000 footnotes": " ".join(f"[{at}]_" for at in range(1, 3_001))
    + "\n\n"
    + "\n".join(f".. [{at}] x" for at in range(1, 3_001)),
    "3,000 numbered footnotes": "[#]_ " * 3_000 + "\n\n" + ".. [#] x\n" * 3_000,
    "3,000 citations": "\n".join(f".. [C{at}] x" for at in range(3_000)),
    "3,000 targets of a name": ".. _a: http://x.org\n.. _a: http://y.org\n" * 3_000,
    "3,000 headings of a name": "x\n====\n\n" * 3_000,
    "a wide table": "+" + "---+" * 3_000 + "\n|" + " x |" * 3_000 + "\n+" + "---+" * 3_000,
    "a simple wide table": "== " * 3_000 + "\n" + "x  " * 3_000 + "\n" + "== " * 3_000,
    "a csv table": ".. csv-table::\n\n" + "   x,x,x,x,x,x,x,x\n" * 20_000,
    "a table with no end": "+---+\n| x |\n" * 5_000,
    "roles one from another": "\n\n".join(
        [".. role:: r0", *(f".. role:: r{at}(r{at - 1})" for at in range(1, 2_000)), ":r1999:`x`"]
    ),
    "asterisks": "*" * 100_000,
    "asterisks apart": "* " * 50_000,
    "backticks": "`" * 100_000,
    "backticks apart": "`a " * 33_000,
    "bars": "|a " * 33_000,
    "references": "a_ " * 33_000,
    "brackets": "[" * 100_000,
    "backslashes": "\\" * 100_000,
    "dashes": "-" * 100_000,
    "quotes": '"' * 100_000,
    "colons": ":a:" * 33_000,
    "parentheses": "(" * 100_000,
    "stamps": "Tue Mar 19 17:10:22 EDT 2013\n\nword\n\n" * 3_000,
    "formulas": ":math:`" + r"\frac{" * 3_000 + "x" + "}" * 3_000 + "`",
    "code": ".. code:: python\n\n   " + "(" * 50_000,
    "options": "\n".join(f"-{'abcdef'[at % 6]}, --opt{at}=X  x" for at in range(5_000)),
    "blank lines": "\n" * 500_000,
    "fields": ":a: x\n" * 20_000,
    "topics": ":topics: " + ", ".join(f"t{at}" for at in range(5_000)),
    "classes": ".. class:: " + " ".join(f"c{at}" for at in range(50_000)) + "\n\nx",
}
"""What harms, by what it is."""


def make_hostile(name: str) -> str:
    """The whole log."""
    return f"Title\n=====\n\n{BEFORE}\n\n{HOSTILE[name]}\n\n{AFTER}\n"
