"""``notekit schedule match``: tie talks that were noted to the slots of their event's schedule."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notekit.cli.context import open_notebook
from notekit.cli.output import make_visible, tell, write_json
from notekit.errors import NotekitError

if TYPE_CHECKING:
    from datetime import timedelta

    from notekit.schedule.match import Candidate, Match
    from notekit.schedule.matches import Decisions
    from notekit.schedule.offset import Offset
    from notekit.schedule.plan import Plan

HELP = "find the slot of each talk that was noted, by time and words"

EPILOG = """\
What is sure is kept in matches.json beside the event, and fills in title,
speakers and room where you typed none. The rest is asked on a terminal, or left
to a file of decisions, a line each:

  {"entry": "pycon-us-2025/20250516-104312", "slot": "124"}
  {"entry": "pycon-us-2025/20250516-121504", "slot": null}
  {"log": "notes/pycon-us-2025/2025-05-16.rst", "offset": "+03:00"}

The last one says that three hours must be added to the clock of a log.
"""

_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``schedule match`` takes."""
    parser.add_argument("--event", metavar="EVENT", help="the event: a folder under notes/")
    parser.add_argument(
        "--accept", metavar="FILE", help="take the decisions in FILE ('-': standard input)"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be kept, only")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text, json")
    parser.add_argument(
        "--json", action="store_const", const="json", dest="format", help="same as --format json"
    )


def run(args: argparse.Namespace) -> int:
    """Match, ask, keep. 1 where something is left to be decided."""
    from dataclasses import replace

    from notekit.folders import cache_folder
    from notekit.notebook import read_notebook
    from notekit.notebook.matching import (
        choose_event,
        load_matches,
        load_schedule,
        make_notes,
        save_matches,
    )
    from notekit.open_logs import find_editor
    from notekit.schedule.matches import Decisions
    from notekit.schedule.plan import plan_matches

    config = open_notebook(args)
    notebook = read_notebook(config, cache_folder(config.root)).notebook
    event, folder = choose_event(config, notebook, args.event, with_schedule=True)
    schedule, kept = load_schedule(folder), load_matches(folder)
    notes = make_notes(notebook, event)
    for log in sorted({note.log for note in notes}):
        if sign := find_editor(config.root / log, os.environ):
            raise NotekitError(
                f"{log} is open in an editor: {sign}", "save and close it there, then match"
            )
    decisions = _read_decisions(args)
    plan = plan_matches(schedule.slots, notes, kept, decisions)
    stopped = False
    if _may_ask(args):
        clocks, slots = dict(decisions.clocks), dict(decisions.slots)
        try:
            _ask_clocks(plan.offsets, clocks)
            plan = plan_matches(schedule.slots, notes, kept, replace(decisions, clocks=clocks))
            _ask_slots(plan, slots)
        except KeyboardInterrupt:
            stopped = True  # what was answered until now is kept
        plan = plan_matches(schedule.slots, notes, kept, Decisions(slots, clocks))
    if not args.dry_run and plan.kept != kept:
        save_matches(folder, plan.kept)
    if args.format == "json":
        print(write_json(_describe(event, plan)))
    else:
        _show(args, plan)
    if stopped:
        raise KeyboardInterrupt
    return 1 if plan.questions or plan.offsets else 0


def _read_decisions(args: argparse.Namespace) -> "Decisions":
    from notekit.schedule.matches import Decisions, parse_decisions

    if args.accept is None:
        return Decisions()
    if args.accept == "-":
        return parse_decisions(sys.stdin.buffer.read().decode("utf-8", "replace"), "stdin")
    try:
        text = Path(args.accept).read_text("utf-8", errors="replace")
    except OSError as error:
        raise NotekitError(f"{args.accept} cannot be read: {error.strerror}") from error
    return parse_decisions(text, args.accept)


# ---------------------------------------------------------------- asking


def _may_ask(args: argparse.Namespace) -> bool:
    asked = args.format == "text" and not args.dry_run and args.accept != "-"
    return asked and sys.stdin.isatty() and sys.stderr.isatty()


def _ask(prompt: str) -> str:
    print(make_visible(prompt), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold()


def _ask_clocks(offsets: "tuple[Offset, ...]", answers: "dict[str, timedelta]") -> None:
    """Ask about each clock that seems wrong; an empty answer leaves it open."""
    for offset in offsets:
        print(make_visible(_word_offset(offset)), file=sys.stderr)
        answer = _ask("match it by the programme's clock? [y]es, [n]o, Enter: later  ")
        if answer[:1] in {"y", "n"}:
            answers[offset.log] = offset.by if answer[0] == "y" else 0 * offset.by


def _ask_slots(plan: "Plan", answers: dict[str, str | None]) -> None:
    """Ask about each talk that is not sure; an empty answer leaves it open."""
    waiting = {offset.log for offset in plan.offsets}
    for match in plan.questions:
        if match.note.log in waiting:
            continue
        shown = match.candidates[:_SHOWN]
        lines = ["", f"{_word_note(match)} may be"]
        lines += [f"  {number}  {_word_slot(one)}" for number, one in enumerate(shown, start=1)]
        print(make_visible("\n".join([*lines, "  0  none of these"])), file=sys.stderr)
        answer = _ask(f"which? 0 to {len(shown)}, Enter: later  ")
        if answer.isdecimal() and int(answer) <= len(shown):
            number = int(answer)
            answers[match.note.entry] = shown[number - 1].slot.guid if number else None


# ---------------------------------------------------------------- showing


def _show(args: argparse.Namespace, plan: "Plan") -> None:
    """Print a line a talk, and on stderr what it comes to."""
    waiting = {offset.log for offset in plan.offsets}
    nowhere = 0
    for match in plan.matches:
        entry = match.note.entry
        tie = plan.kept.ties.get(entry)
        if tie is not None and tie.slot is not None:
            who = "decided" if tie.decided == "person" else f"score {tie.score}"
            said = f"{tie.slot.title}  ({who})"
        elif tie is not None:
            said = "none (decided)"
        elif not match.candidates:
            nowhere += 1
            said = "no slot at that time"
        elif match.note.log in waiting:
            said = f"? {match.candidates[0].slot.title}  (its log's clock comes first)"
        else:
            names = " | ".join(one.slot.title for one in match.candidates[:2])
            said = f"? {names}  (lead {match.lead:.1f})"
        print(make_visible(f"{entry}  {said}"))
    for offset in plan.offsets:
        tell(args, _word_offset(offset))
    questions = len(plan.questions)
    tied = sum(tie.slot is not None for tie in plan.kept.ties.values())
    tell(args, f"{tied} matched, {questions} to be decided, {nowhere} at no slot's time")
    if questions or plan.offsets:
        tell(args, "decide on a terminal, or with --accept FILE (see --help)")


def _word_offset(offset: "Offset") -> str:
    minutes = round(abs(offset.by.total_seconds()) / 60)
    hours = f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    way = "behind" if offset.by.total_seconds() > 0 else "ahead of"
    return (
        f"{offset.log}: its clock seems {hours} {way} the programme's "
        f"({offset.agree} of {offset.timed} talks agree)"
    )


def _word_note(match: "Match") -> str:
    title = f' "{match.note.title}"' if match.note.title else ""
    return f"{match.note.entry}{title}"


def _word_slot(candidate: "Candidate") -> str:
    slot = candidate.slot
    people = f" - {', '.join(slot.speakers)}" if slot.speakers else ""
    room = f", {slot.room}" if slot.room else ""
    return f"{slot.start:%H:%M}{room}: {slot.title}{people}  (score {candidate.score:.1f})"


def _describe(event: str, plan: "Plan") -> dict[str, Any]:
    from notekit.schedule.matches import format_offset

    clocks = [
        {
            "log": offset.log,
            "offset": format_offset(offset.by),
            "agree": offset.agree,
            "of": offset.timed,
        }
        for offset in plan.offsets
    ]
    return {
        "event": event,
        "clocks": clocks,
        "entries": [_entry(one, plan) for one in plan.matches],
    }


def _entry(match: "Match", plan: "Plan") -> dict[str, Any]:
    tie = plan.kept.ties.get(match.note.entry)
    return {
        "entry": match.note.entry,
        "log": match.note.log,
        "slot": tie.slot.guid if tie and tie.slot else None,
        "title": tie.slot.title if tie and tie.slot else None,
        "decided": tie.decided if tie else None,
        "score": tie.score if tie else None,
        "lead": tie.lead if tie else None,
        "candidates": [
            {
                "slot": one.slot.guid,
                "title": one.slot.title,
                "room": one.slot.room or None,
                "start": one.slot.start.isoformat(),
                "score": round(one.score, 1),
            }
            for one in match.candidates[:_SHOWN]
        ],
    }
