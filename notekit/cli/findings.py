"""How findings are shown: full, concise, JSON, GitHub's annotations, SARIF.

What lives here: one function a form, from diagnostics to the text that is printed. Paths of the
first two and of GitHub's are as seen from the current folder, so that an editor can open them;
in JSON and SARIF they are relative to the notebook.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from notekit import __version__
from notekit.cli.output import make_visible, paint
from notekit.columns import count_columns, cut
from notekit.diagnostics import RULES, Diagnostic

_INDENT = "    "
_SEVERITY_COLOR = {"error": "error", "warning": "warning", "info": "cyan"}


@dataclass(frozen=True, slots=True)
class View:
    """What findings are shown with: the texts of their lines, their paths, width and colour."""

    lines: Mapping[tuple[str, int], str]
    locate: Callable[[str], str]
    width: int
    color: bool


# ---------------------------------------------------------------- for people


def show_full(found: Iterable[Diagnostic], view: View) -> str:
    """Each finding with its line, what it is about underlined, and what to do."""
    return "".join("\n".join((*_show_one(one, view), "", "")) for one in found)


def _show_one(one: Diagnostic, view: View) -> list[str]:
    shown = [_head(one, view)]
    typed = view.lines.get((one.path, one.line))
    if typed is not None and typed.strip():
        shown += _underline(typed, one, view)
    if one.hint:
        shown.append(f"{paint('hint:', 'bold', color=view.color)} {make_visible(one.hint)}")
    return shown


def show_concise(found: Iterable[Diagnostic], view: View) -> str:
    """A line a finding, as compilers write them: ``path:line:column: severity: message``."""
    return "".join(f"{_head(one, view)}\n" for one in found)


def _head(one: Diagnostic, view: View) -> str:
    place = f"{view.locate(one.path)}:{one.line}:{one.column}"
    severity = paint(one.severity, _SEVERITY_COLOR[one.severity], color=view.color)
    message = " ".join(make_visible(one.message).split())
    code = paint(f"[{one.code}]", "dim", color=view.color)
    return f"{paint(make_visible(place), 'path', color=view.color)}: {severity}: {message} {code}"


def _underline(typed: str, one: Diagnostic, view: View) -> list[str]:
    """The line, cut to the width, and carets under what the finding is about."""
    start, end = _span(typed, one)
    before, about, after = map(make_visible, (typed[:start], typed[start:end], typed[end:]))
    room = max(view.width - len(_INDENT) - 1, 20)
    about = cut(about, room)
    if count_columns(before) > room // 2 and count_columns(before + about) > room:
        before = _cut_start(before, room // 3)
    about = cut(about, max(room - count_columns(before), 1))
    after = cut(after, room - count_columns(before + about))
    carets = paint(
        "^" * max(count_columns(about), 1), _SEVERITY_COLOR[one.severity], color=view.color
    )
    more = f" to line {one.end_line}" if (one.end_line or one.line) > one.line else ""
    return [
        f"{_INDENT}{before}{about}{after}".rstrip(),
        f"{_INDENT}{' ' * count_columns(before)}{carets}{more}",
    ]


def _span(typed: str, one: Diagnostic) -> tuple[int, int]:
    """From where to where in its first line a finding goes; the whole line if it does not say."""
    start = min(max(one.column - 1, 0), len(typed))
    if one.end_column is None or one.end_line not in {one.line, None}:
        end = len(typed) if one.column == 1 or one.end_column is not None else start + 1
    else:
        end = min(one.end_column - 1, len(typed))
    blanks = len(typed) - len(typed.lstrip())
    if start < blanks < end:
        start = blanks
    return start, max(end, start + 1)


def _cut_start(text: str, room: int) -> str:
    while count_columns(text) >= room:
        text = text[1:]
    return f"…{text}"


# ---------------------------------------------------------------- for programs


def show_json(found: Iterable[Diagnostic], view: View) -> str:
    """The contract of DESIGN.md: a list of objects."""
    del view
    return json.dumps([_as_object(one) for one in found], indent=2, sort_keys=True) + "\n"


def _as_object(one: Diagnostic) -> dict[str, object]:
    end_line = one.end_line if one.end_line is not None else one.line
    end_column = one.end_column
    if end_column is None:
        end_column = one.column if end_line == one.line else 1
    return {
        "code": one.code,
        "severity": one.severity,
        "message": one.message,
        "path": one.path,
        "line": one.line,
        "column": one.column,
        "end_line": end_line,
        "end_column": end_column,
        "hint": one.hint,
        "fix": {
            "applicability": "safe" if one.fix.safe else "unsafe",
            "edits": [
                {"start": list(edit.start), "end": list(edit.end), "text": edit.text}
                for edit in one.fix.edits
            ],
        }
        if one.fix is not None
        else None,
    }


def show_github(found: Iterable[Diagnostic], view: View) -> str:
    """Commands that GitHub's runners show beside the lines of a change."""
    return "".join(_annotate(one, view) for one in found)


def _annotate(one: Diagnostic, view: View) -> str:
    kind = {"error": "error", "warning": "warning", "info": "notice"}[one.severity]
    facts = {
        "title": f"notekit ({one.code})",
        "file": view.locate(one.path),
        "line": one.line,
        "endLine": one.end_line or one.line,
    }
    if one.end_line in {one.line, None}:
        # GitHub takes columns only of findings within one line.
        facts |= {"col": one.column, "endColumn": one.end_column or one.column}
    told = ",".join(f"{name}={_escape(str(fact), ':,')}" for name, fact in facts.items())
    message = f"{one.message}\n{one.hint}" if one.hint else one.message
    return f"::{kind} {told}::{_escape(make_visible(message))}\n"


def _escape(text: str, more: str = "") -> str:
    """Text as GitHub's commands take it: some signs by their numbers, ``%`` first."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def show_sarif(found: Iterable[Diagnostic], view: View) -> str:
    """SARIF 2.1.0, which code hosts and editors read."""
    del view
    findings = list(found)
    codes = sorted({one.code for one in findings})
    run = {
        "tool": {
            "driver": {
                "name": "notekit",
                "version": __version__,
                "rules": [_describe_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_as_result(one, codes) for one in findings],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, indent=2) + "\n"


def _describe_rule(code: str) -> dict[str, object]:
    rule = RULES[code]
    told = f"{rule.why} What to do: {rule.hint}." if rule.hint else rule.why
    return {
        "id": code,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": told},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _level(severity: str) -> str:
    return "note" if severity == "info" else severity


def _as_result(one: Diagnostic, codes: list[str]) -> dict[str, object]:
    where: dict[str, object] = {"uri": quote(one.path)}
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": _level(one.severity),
        "message": {"text": f"{one.message} ({one.hint})" if one.hint else one.message},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": _region(one)}}],
    }
    if one.fix is not None and one.fix.safe:
        # A SARIF viewer applies a fix by one click, so only what is safe is offered.
        changes = [
            {
                "deletedRegion": {
                    "startLine": edit.start[0],
                    "startColumn": edit.start[1],
                    "endLine": edit.end[0],
                    "endColumn": edit.end[1],
                },
                "insertedContent": {"text": edit.text},
            }
            for edit in one.fix.edits
        ]
        change = {"artifactLocation": where, "replacements": changes}
        result["fixes"] = [
            {"description": {"text": one.hint or one.message}, "artifactChanges": [change]}
        ]
    return result


def _region(one: Diagnostic) -> dict[str, int]:
    region = {"startLine": one.line, "startColumn": one.column}
    if one.end_column is not None:
        region |= {"endLine": one.end_line or one.line, "endColumn": one.end_column}
    return region


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic], View], str]] = {
    "full": show_full,
    "concise": show_concise,
    "json": show_json,
    "github": show_github,
    "sarif": show_sarif,
}
"""Every form by its name."""
