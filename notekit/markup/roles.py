"""The roles of a log: strike, gap, speaker, topic, talk, event; and the unknown ones' text.

What lives here: role functions in docutils' form, and the table of them. A role that nobody
knows (Sphinx's ``:func:`` included) shows its text.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import Inliner

from notekit.markup import nodes as ours

RoleResult = tuple[list[nodes.Node], list[nodes.system_message]]
Role = Callable[..., RoleResult]

MENTIONS = ("speaker", "topic", "talk", "event")
"""What a notebook links to by itself; Sphinx knows these roles as ``:notes:talk:``."""

_TITLE_AND_TARGET = re.compile(r"(?P<label>.+?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)


def _role(make: Callable[[str, str, str], nodes.Node]) -> Role:
    """A role in docutils' form from what makes its node of name, raw text and text."""

    def role(
        name: str,
        rawtext: str,
        text: str,
        lineno: int,
        inliner: Inliner,
        options: Mapping[str, Any] | None = None,
        content: object = (),
    ) -> RoleResult:
        return [make(name, rawtext, text)], []

    return role


def _make_strike(name: str, rawtext: str, text: str) -> nodes.Node:
    """``:strike:`x```: struck text."""
    return ours.strike(rawtext, nodes.unescape(text))


def _make_gap(name: str, rawtext: str, text: str) -> nodes.Node:
    """``:gap:`...```: something missed within a line."""
    return ours.gap(rawtext, nodes.unescape(text))


def _make_code(name: str, rawtext: str, text: str) -> nodes.Node:
    """``:code:`x```, and single backticks where no default role is set: inline code."""
    classes = ["code"] if name.lower() == "code" else []  # as docutils' own role has it
    return nodes.literal(rawtext, nodes.unescape(text, restore_backslashes=True), classes=classes)


def _make_mention(name: str, rawtext: str, text: str) -> nodes.Node:
    """``:talk:`blaze``` or ``:talk:`that talk <blaze>```: a link within the notebook."""
    typed = nodes.unescape(text)
    match = _TITLE_AND_TARGET.match(typed)
    target = match["target"] if match else typed
    label = match["label"] if match else typed
    return ours.mention(rawtext, label, role=name.lower().removeprefix("notes:"), target=target)


def _make_text(name: str, rawtext: str, text: str) -> nodes.Node:
    """A role of Sphinx (``:func:``, ``:ref:``): its text, with the target it was given."""
    match = _TITLE_AND_TARGET.match(nodes.unescape(text))
    shown = f"{match['label']} {match['target']}" if match else nodes.unescape(text)
    return nodes.inline(rawtext, shown)


def _make_outward(name: str, rawtext: str, text: str) -> nodes.Node:
    """A role of Sphinx that links: ``:py:func:``, ``:external+numpy:ref:``."""
    typed = nodes.unescape(text)
    match = _TITLE_AND_TARGET.match(typed)
    label, target = (match["label"], match["target"]) if match else ("", typed)
    shown = f"{label} {target}".strip()
    return ours.outward(rawtext, shown, role=name, target=target, label=label)


read_text = _role(_make_text)
read_outward = _role(_make_outward)
_read_code = _role(_make_code)
_read_mention = _role(_make_mention)

# A role made of this one (``.. role:: py(code)``) may name its language, as with docutils' own.
cast("Any", _read_code).options = {
    "class": directives.class_option,
    "language": directives.unchanged,
}


def read_unknown(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: Mapping[str, Any] | None = None,
    content: object = (),
) -> RoleResult:
    """A role nobody knows: its text, and a finding."""
    shown, _ = read_text(name, rawtext, text, lineno, inliner, options, content)
    message = inliner.reporter.warning(
        f'there is no role "{name}"; its text is shown',
        line=lineno,
        code="unknown-role",
        name=name,
        about=shown[0],
    )
    return shown, [message]


ROLES: Mapping[str, Role] = {
    "strike": _role(_make_strike),
    "gap": _role(_make_gap),
    "code": _read_code,
    "": _read_code,
    **dict.fromkeys(MENTIONS, _read_mention),
}
"""Every role that exists in a log with no declaration, beside docutils' own."""
