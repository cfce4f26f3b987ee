"""``notekit explain``: what a finding means, why it matters, and what to type instead."""

import argparse
import sys
from functools import partial
from textwrap import fill, indent

from notekit.cli.output import paint, use_color
from notekit.diagnostics import RULES, Rule
from notekit.errors import NotekitError
from notekit.suggest import did_you_mean, phrase_suggestion

HELP = "tell what a finding of 'check' means, with an example"

EPILOG = """\
  notekit explain                  every code, and how grave it is
  notekit explain one-colon        what it is, why it matters, before and after
"""

_fill = partial(fill, width=79, break_on_hyphens=False)
_SEVERITY_COLOR = {"error": "error", "warning": "warning", "info": "cyan"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``explain`` takes."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="the code in brackets; all of them")


def run(args: argparse.Namespace) -> int:
    """Explain a code, or list all."""
    color = use_color(args, sys.stdout)
    if args.code is None:
        print("\n".join(_list_rules(color=color)))
        return 0
    rule = RULES.get(args.code.strip("[]"))
    if rule is None:
        raise NotekitError(f"there is no code '{args.code}'", _suggest(args.code))
    print(_explain(rule, color=color))
    return 0


def _suggest(code: str) -> str:
    begin = [known for known in RULES if known.startswith(code)]
    near = begin if 0 < len(begin) <= 5 else did_you_mean(code, RULES)
    return phrase_suggestion(near) or "'notekit explain' lists them all"


def _list_rules(*, color: bool) -> list[str]:
    """A line a code."""
    wide = max(map(len, RULES))
    return [
        f"{rule.code:<{wide}}  "
        f"{paint(rule.severity, _SEVERITY_COLOR[rule.severity], color=color)}"
        f"{' ' * (7 - len(rule.severity))}  {rule.what}"
        for rule in RULES.values()
    ]


def _tell_fix(rule: Rule) -> str:
    """The command that mends a finding; info is mended only where it is asked for by name."""
    unsafe = " --unsafe-fixes" if rule.fix == "unsafe" else ""
    select = f" --select {rule.code}" if rule.severity == "info" else ""
    look = ": look at the change with --diff" if unsafe else ""
    return f"'notekit check --fix{unsafe}{select}' mends it{look}."


def _explain(rule: Rule, *, color: bool) -> str:
    severity = paint(rule.severity, _SEVERITY_COLOR[rule.severity], color=color)
    parts = [
        f"{paint(rule.code, 'bold', color=color)} ({severity})",
        _fill(rule.what),
        _fill(rule.why),
    ]
    if rule.hint:
        parts.append(_fill(f"What to do: {rule.hint}."))
    if rule.fix:
        parts.append(_fill(_tell_fix(rule)))
    if rule.before:
        parts += ["Typed:", indent(rule.before.rstrip("\n"), "    ")]
    if rule.after:
        parts += ["Better:", indent(rule.after.rstrip("\n"), "    ")]
    return "\n\n".join(parts)
