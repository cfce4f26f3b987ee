"""The real programmes of ../shared/schedules, where they are on the machine, read whole."""

import csv
import re

import pytest

from notekit.errors import NotekitError
from notekit.schedule.changes import compare_slots
from notekit.schedule.formats import read_programme
from notekit.schedule.programme import ZoneNeededError
from notekit.schedule.slots import Schedule, format_schedule, parse_schedule

# File, zone to give, slots, items left out, first moment in the file, a title with its speakers.
FILES = [
    ("xml/fosdem-2007.xml", "Europe/Brussels", 60, 0, "2007-02-25T14:00:00+01:00",
     "AIGLX", ("Kristian Høgsberg",)),
    ("xml/fosdem-2026.xml", "", 70, 0, "2026-01-31T09:30:00+01:00",
     "FOSS in times of war, scarcity and (adversarial) AI", ("Michiel Leenaars",)),
    ("xml/36c3-merged.xml", "", 212, 0, "2019-12-27T11:00:00+01:00",
     "Opening Ceremony", ("bleeptrack", "blinry")),
    ("xml/debconf-23.xml", "", 117, 0, "2023-09-10T07:00:00+05:30",
     "Opening Ceremony", ("Sruthi Chandran",)),
    ("json-voc/pydata-london-2026.json", "", 68, 0, "2026-06-05T09:00:00+01:00",
     "Making Databases LLM-Ready: Building Production Semantic Layers with Semantido",
     ("Dragos Crintea",)),
    ("json-voc/cccamp-2019-frab.json", "", 79, 0, "2019-08-21T11:00:00+02:00",
     "card10 Badge", ("schneider",)),
    ("json-voc/democon-pretalx.json", "", 36, 0, "2020-12-14T08:00:00+00:00",
     "Secured mobile concept", None),
    ("json-voc/invalid-example.json", "", 1, 0, "2022-12-28T14:00:00+01:00",
     "Internal Penetration Testing Basics", None),
    ("json-pycon-us/pycon-us-2025.json", "", 163, 0, "2025-05-14T09:00:00-04:00",
     "Back to foundations: Automated testing with Python", ("Francesco Bruni",)),
    ("json-pretalx-api/pyconfr-2025.json", "", 98, 0, "2025-10-30T10:00:00+01:00",
     "Accueil / Welcome", ("Lucie Anglade",)),
    ("json-sessionize/droidcon-sf-2023.json", "America/Los_Angeles", 86, 0,
     "2023-06-08T07:30:00-07:00", "Keynote: Android Developer Productivity", ("Tor Norbye",)),
    ("ics/pyconau-2023.ics", "", 94, 0, "2023-08-18T09:00:00+09:30",
     "The Complexity of Simplicity", ("Christopher Neugebauer",)),
    ("ics/pyconuk-2015.ics", "Europe/London", 158, 4, "2015-09-18T08:00:00+01:00",
     "Python's Infamous GIL", ("Larry Hastings",)),
    ("ics/djangocon-us-2025.ics", "", 48, 0, "2025-09-08T08:30:00-05:00",
     "Orientation", ("Kojo Idrissa",)),
    ("ics/jres-2022.ics", "", 40, 0, "2022-05-17T11:00:00+02:00",
     "Esup-Pod : retour sur son usage et ses adaptations face aux confinements", ()),
    ("ics/kielux-2020.ics", "Europe/Berlin", 24, 0, "2020-09-18T11:00:00+02:00",
     "Xen - ist das nicht tot?", ("Jürgen Groß",)),
    ("ics/moca-2024-excerpt.ics", "", 2, 0, "2024-09-14T21:00:00+02:00", "Closing ceremony", ()),
    ("csv/gpn11-excerpt.csv", "Europe/Berlin", 2, 0, "2011-06-23T22:00:00+02:00",
     "Plausible Deniability", ("Daniel",)),
    ("xml-other/europython-2014-excerpt.xml", "Europe/Berlin", 6, 0, "2014-07-21T09:30:00+02:00",
     "One year of Snowden, what's next?", ("Constanze Kurz",)),
]  # fmt: skip

REFUSED = {
    "front-matter/djangocon-us-2025-talk.md": "front matter",
    "json-pretalx-api/europython-submissions-example.json": "it has no time yet",
}

NEEDS_ZONE = {
    "xml/fosdem-2007.xml", "json-sessionize/droidcon-sf-2023.json", "csv/gpn11-excerpt.csv",
    "xml-other/europython-2014-excerpt.xml",
}  # fmt: skip


def load(shared, name):
    return (shared / "schedules" / name).read_bytes()


def test_every_file_of_the_manifest_is_named_here(shared):
    text = (shared / "schedules/MANIFEST.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    listed = {f"{row['format']}/{row['file']}" for row in rows}
    assert listed == {file[0] for file in FILES} | REFUSED.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file[0])
def test_a_real_programme_is_read_whole(shared, file):
    name, zone, count, left_out, first, title, speakers = file
    programme = read_programme(load(shared, name), name, zone)
    assert len(programme.slots) == count
    assert len(programme.faults) == left_out
    assert programme.slots[0].start.isoformat() == first
    slot = next(slot for slot in programme.slots if slot.title == title)
    assert speakers in {None, slot.speakers}
    assert len({slot.guid for slot in programme.slots}) == count
    kept = Schedule(name, "", slot.start, programme.zone, programme.slots)
    assert parse_schedule(format_schedule(kept), name) == kept


@pytest.mark.parametrize("file", FILES, ids=lambda file: file[0])
def test_no_text_of_a_real_programme_has_markup_left(shared, file):
    tag = re.compile(r"</?(p|br|a|ul|li|b|i|em|strong|div|h[1-6])\b[^>]*>|&(amp|lt|gt|quot|nbsp);")
    for slot in read_programme(load(shared, file[0]), file[0], file[1]).slots:
        for text in (slot.title, slot.subtitle, slot.abstract, slot.room, *slot.speakers):
            assert not tag.search(text), text
            assert text == text.strip()
            assert "\n\n\n" not in text


@pytest.mark.parametrize("name", sorted(NEEDS_ZONE))
def test_local_times_without_a_zone_are_a_question(shared, name):
    with pytest.raises(ZoneNeededError, match=name):
        read_programme(load(shared, name), name, "")


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_what_is_no_programme_is_refused_with_the_reason(shared, name, reason):
    with pytest.raises(NotekitError, match=reason):
        read_programme(load(shared, name), name, "")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file[0])
def test_a_real_file_cut_off_anywhere_is_refused_or_reads_as_far_as_it_goes(shared, file):
    name, zone, count, *_ = file
    data = load(shared, name)
    for tenth in range(1, 10):
        try:
            programme = read_programme(data[: len(data) * tenth // 10], name, zone)
        except NotekitError as error:
            reason = error.message
        else:
            reason = ""
            # Only a table can be cut off without a trace.
            assert (programme.format, len(programme.slots) <= count) == ("CSV", True)
        assert not reason or reason.startswith(name)


def test_an_export_with_all_uids_new_is_the_same_programme(shared):
    name = "ics/pyconuk-2015.ics"
    data = load(shared, name)
    anew = re.sub(rb"(?m)^UID:\d{8}T\d{6}Z-", b"UID:20170101T000000Z-9", data)
    old, new = (read_programme(each, name, "Europe/London").slots for each in (data, anew))
    assert {slot.guid for slot in old}.isdisjoint(slot.guid for slot in new)
    assert compare_slots(old, new) == ()
