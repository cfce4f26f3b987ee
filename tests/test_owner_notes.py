"""The owner's notes, exactly: what a log typed at PyData 2013 is read as, and how it is shown.

The tables are golden: issue 2 states them. A line that is shown otherwise than it was typed is
named in CHANGED, and every other line is checked to stand as it was typed.
"""

from collections import Counter
from hashlib import blake2b

import pytest

from tests.owner import (
    LOG,
    ROOT,
    WARNINGS,
    by_class,
    by_id,
    lines_between,
    read_html,
    run_notekit,
    stand_in_order,
    text_of,
    words_of,
)

pytest_plugins = ["tests.owner_published"]

DAY = "2013-03-19T"
ENTRIES: tuple[tuple, ...] = (
    # line, start, local start, kind, title, from.title, speakers, page, shown as
    (1, "09:47:10", "06:47:10", "journal", None, None, [], "2013-03-19-0647",
     "19 March 2013, 06:47"),
    (12, "12:03:49", "09:03:49", "keynote", "Learning Python", "text", ["peter-norvig"],
     "learning-python", "Learning Python"),
    (110, "13:26:18", "10:26:18", "talk", "Python in an evolving enterprise system", "text", [],
     "python-in-an-evolving-enterprise-system", "Python in an evolving enterprise system"),
    (199, "14:10:51", "11:10:51", "side-note", "Side note from Travis Oliphant", "text",
     ["travis-oliphant"], "side-note-from-travis-oliphant", "Side note from Travis Oliphant"),
    (207, "17:10:22", "14:10:22", "talk", "Blaze", "heading", [], "blaze", "Blaze"),
    (313, "16:19:50", "13:19:50", "talk", None, None, [], "2013-03-19-1319",
     "Untitled talk, 13:19"),
    (395, "17:10:30", "14:10:30", "talk", "wise.io", "text", [], "wise-io", "wise.io"),
)  # fmt: skip
LINES = [entry[0] for entry in ENTRIES]
ENDS = [*(line - 1 for line in LINES[1:]), 415]
PAGES = {entry[0]: entry[-2] for entry in ENTRIES}

BLOOM = (
    "The average under tutoring [with mastery learning] was about 2 standard deviations above "
    "the average of the control."
)
SCALE = "Python enables us to scale our team and rapidly iterate and prototype technologies"
LEVERAGE = "To enable the next generation of data modeling, we need to leverage the Hadoop cluster"
THEME = (
    "This theme comes up all the freaking time with computer science. We need a cultural change."
)
FIRST_CODE = "    if x = 1:\n         ^\nSyntaxError: invalid syntax"
SECOND_CODE = "    if x = 1:\n         ^\nSyntaxError: use == to check equality, = for assignment"
DOCS = "http://www.cascading.org/documentation/"
CODE = "https://github.com/twitter/pycascading"
MARKS = [
    # line, kind, text, by, url
    (22, "quote", BLOOM, "Benjamin Bloom", None),
    (34, "code", FIRST_CODE, None, None),
    (41, "code", SECOND_CODE, None, None),
    (50, "aside", "Premature optimization: code blocking I/O", None, None),
    (81, "aside", THEME, None, None),
    (92, "gap", "...", None, None),
    (123, "quote", SCALE, None, None),
    (141, "quote", LEVERAGE, None, None),
    (162, "struck", "Pydoop", None, None),
    (163, "struck", "Disco evaluating", None, None),
    (164, "struck", "Hadoopy / dumbo", None, None),
    (165, "struck", "Hipy", None, None),
    (180, "gap", "...", None, None),
    (195, "question", "Can you do decision trees or clustering on Hadoop?", None, None),
    (195, "answer", "Mahout, etc.", None, None),
    (206, "gap", "...", None, None),
    (212, "quote", "What we're pursuing with Blaze.", None, None),
    (259, "quote", "NumPy array is a decorated pointer", None, None),
    (260, "aside", "Sounds like a defined struct ;)", None, None),
    (302, "gap", "...", None, None),
    (386, "gap", "...", None, None),
    (388, "link", DOCS, None, DOCS),
    (389, "link", CODE, None, CODE),
    (403, "aside", "Neat!", None, None),
]

DIAGRAM = (
    "                               Indexable\n"
    "              (Record Type)                (Primitive Type)\n"
    "                NDTable                       NDArray\n"
    "         Deferred     Concrete         Deferred     Concrete"
)

UNDERLINES = {2, 13, 90, 111, 193, 200, 210, 216, 314, 396}
NOT_TEXT = {*LINES, 33, 40, 154, 155} | UNDERLINES
"""Stamps, underlines, the directives' own lines and the declaration of a role."""

CHANGED = {
    14: [
        (
            "Keynote of the morning was the Peter Norvig, the Director of Research at Google. His "
            'talk was titled "Learning Python".'
        )
    ],
    22: [BLOOM, "Benjamin Bloom, 1984"],
    **{34 + at: [line] for at, line in enumerate(FIRST_CODE.split("\n"))},
    **{41 + at: [line] for at, line in enumerate(SECOND_CODE.split("\n"))},
    50: ["Premature optimization: code blocking I/O"],
    81: [THEME],
    123: [SCALE],
    141: [LEVERAGE],
    150: [
        (
            "Someone is wearing a fragrance that is hurting my nose and giving me a headache. I'm "
            "going to steer clear of them throughout the conference."
        )
    ],
    162: ["Pydoop prohibitive installation"],
    163: ["Disco evaluating Hadoop"],
    164: ["Hadoopy / dumbo similar to mrjob"],
    165: ["Hipy Effectively ORM for Hive"],
    195: ["Can you do decision trees or clustering on Hadoop?", "Mahout, etc."],
    212: ["What we're pursuing with Blaze."],
    259: ["NumPy array is a decorated pointer"],
    260: ["Sounds like a defined struct ;)"],
    302: ["..."],
    386: ["..."],
    403: ["Neat!"],
}
"""The lines whose marks are not part of their words: emphasis, quotes, asides, code, roles."""

TOPICS = """
django-deployer      4
Django               4
dotcloud             4
Heroku               6
S3                   6
python-guide         8
Lisp                 18
Hadoop               128 141 143 152 163 176 195 219 316 332
HDFS                 316 338
MapReduce            190 321 334 339 350
Hive                 165 319
HBase                319
Mahout               195
Streaming            158 176
mrjob                159 164 176
Happy                160
Jython               160 161 180 204 363
Cascading            179 186 341 355 362 375 388
PyCascading          160 178 353 360 373 383 389
Pig                  161 184
Pydoop               162
Disco                163
Hadoopy              164
dumbo                164
Hipy                 165
Py4J                 206
NumPy                204 215 217 221 227 241 255 259
Numeric              217
Numarray             217
pandas               204 407
SciPy                245
PyTables             255
Blaze                209 212 255 257 262 276 295 305
NDTable              266
NDArray              249 266
DataShape            280
Avro                 230
Protobufs            230
JSON                 253
SQLite               244
MongoDB              307
CSV                  306
AppNexus             117 126
wise.io              398
wiseRF               400
scikit-learn         406
Raspberry Pi         400
Stanford AI Course   67
Coursera             68
"""
"""Every system that the notes name, and each line that names it."""
TOPIC_LINES = {
    row[:21].strip(): list(map(int, row[21:].split())) for row in TOPICS.strip().splitlines()
}


def words_as_typed(lines, first, last):
    """The words of an entry's lines, without stamps, directives' and roles' names."""
    typed = (
        text.replace(":strike:", "")
        for number, text in lines_between(lines, first, last)
        if number not in NOT_TEXT
    )
    return [word for text in typed for word in words_of(text)]


@pytest.fixture(scope="module")
def entries(owner_export):
    """The seven entries by their line."""
    return {entry["source"]["line"]: entry for entry in owner_export["entries"]}


@pytest.fixture(scope="module")
def pages(owner_site):
    """The page of each entry, by the entry's line."""
    folder = owner_site / "pydata-sv-2013"
    return {line: read_html(folder / page / "index.html") for line, page in PAGES.items()}


def article_of(page):
    return next(page.iter("article"))


# ---------------------------------------------------------------- the entries


def test_the_log_is_committed_as_the_owner_typed_it(shared):
    assert (ROOT / LOG).read_bytes() == (shared / "notes" / "pydata-2013-03-19.rst").read_bytes()


def test_the_tables_below_are_about_the_log_as_it_was_typed():
    digest = blake2b((ROOT / LOG).read_bytes(), digest_size=8).hexdigest()
    assert digest == "454a5f2b87dfcd87", "the owner's log was changed"


def test_the_export_holds_seven_entries_in_the_order_of_the_file(owner_export):
    assert [entry["source"]["line"] for entry in owner_export["entries"]] == LINES


@pytest.mark.parametrize("expected", ENTRIES, ids=lambda expected: f"line {expected[0]}")
def test_an_entry_is_read_as_the_table_says(entries, expected):
    line, start, local, kind, title, title_from, speakers, slug, _ = expected
    entry = entries[line]
    found = {
        "id": entry["id"],
        "start": entry["start"],
        "local_start": entry["local_start"],
        "kind": entry["kind"],
        "is_talk": entry["is_talk"],
        "title": entry["title"],
        "from.title": entry["from"]["title"],
        "from.start": entry["from"]["start"],
        "speakers": entry["speakers"],
        "event": entry["event"],
        "url": entry["url"],
        "path": entry["source"]["path"],
        "private": entry["private"],
    }
    assert found == {
        "id": f"pydata-sv-2013/20130319-{start.replace(':', '')}",
        "start": f"{DAY}{start}-04:00",
        "local_start": f"{DAY}{local}-07:00",
        "kind": kind,
        "is_talk": kind in {"keynote", "talk"},
        "title": title,
        "from.title": title_from,
        "from.start": "stamp",
        "speakers": speakers,
        "event": "pydata-sv-2013",
        "url": f"pydata-sv-2013/{slug}/",
        "path": LOG,
        "private": False,
    }


def test_an_entry_keeps_its_stamp_as_typed_and_ends_where_the_next_begins(entries, owner_lines):
    for line, end in zip(LINES, ENDS, strict=True):
        assert entries[line]["start_raw"] == owner_lines[line]
        # The last line may be counted with or without what follows the last line end.
        assert entries[line]["source"]["end_line"] in ((end,) if end < 415 else (415, 416))


def test_the_event_is_pydata_silicon_valley(owner_export, entries):
    (event,) = owner_export["events"]
    assert event["url"]
    assert event | {"url": ""} == {
        "id": "pydata-sv-2013",
        "name": "PyData Silicon Valley 2013",
        "start": "2013-03-18",
        "end": "2013-03-20",
        "zone": "America/Los_Angeles",
        "place": "Santa Clara",
        "url": "",
        "entries": [entry["id"] for entry in entries.values()],
    }


def test_the_speakers_are_those_who_were_named(owner_export, entries):
    speakers = {speaker["name"]: speaker["entries"] for speaker in owner_export["speakers"]}
    assert speakers == {
        "Peter Norvig": [entries[12]["id"]],
        "Travis Oliphant": [entries[199]["id"]],
        "Benjamin Bloom": [],
    }


@pytest.mark.parametrize("expected", ENTRIES, ids=lambda expected: f"line {expected[0]}")
def test_a_page_is_headed_by_its_title_and_the_venues_time(pages, expected):
    line, _, local, *_, shown = expected
    page = pages[line]
    assert [text_of(heading) for heading in page.iter("h1")] == [shown]
    times = [time.get("datetime") for time in article_of(page).iter("time")]
    assert f"{DAY}{local}-07:00" in times


def test_the_timeline_is_by_time(owner_site):
    page = read_html(owner_site / "pydata-sv-2013" / "index.html")
    shown = [text_of(title) for title in by_class(page, "row-title")]
    by_time = sorted(ENTRIES, key=lambda entry: entry[1])
    assert shown == [entry[-1] for entry in by_time]


def test_before_and_after_are_by_time(pages):
    (around,) = by_class(pages[313], "around")
    links = [link.get("href") for link in around.iter("a")]
    assert [link.rstrip("/").rpartition("/")[2] for link in links] == [
        "side-note-from-travis-oliphant",
        "blaze",
    ]


# ---------------------------------------------------------------- what is told about them


def test_the_warnings_are_these_and_all_else_is_info(owner_reading):
    told = [found for found in owner_reading.diagnostics if found.severity != "info"]
    assert [(found.line, found.code) for found in told] == WARNINGS
    assert {found.severity for found in told} == {"warning"}
    assert {found.path for found in told} == {LOG}


def test_missing_titles_and_speakers_are_told_as_info(owner_reading):
    found = {(it.line, it.code) for it in owner_reading.diagnostics if it.severity == "info"}
    missing = {(line, code) for line, code in found if code in {"no-title", "no-speaker"}}
    assert missing == {
        (110, "no-speaker"),
        (207, "no-speaker"),
        (313, "no-speaker"),
        (313, "no-title"),
        (395, "no-speaker"),
    }
    lists = {(line, code) for line, code in found if code == "list-under-text"}
    assert lists == {(line, "list-under-text") for line in (230, 365, 368, 380, 382, 411)}
    assert (264, "drawing") in found


def test_a_build_counts_the_nine_warnings(owner_home, tmp_path):
    run = run_notekit("build", "-v", "-o", tmp_path / "site", home=owner_home)
    told = [line for line in run.stderr.splitlines() if ": warning: " in line]
    assert len(told) == len(WARNINGS)
    for line, code in WARNINGS:
        assert any(it.startswith(f"{LOG}:{line}:") and it.endswith(f"[{code}]") for it in told)
    assert "9 warnings" in run.stderr


# ---------------------------------------------------------------- marks


def test_the_marks_are_these_and_no_others(entries):
    found = [
        (mark["line"], mark["kind"], mark["text"], mark["by"], mark["url"])
        for entry in entries.values()
        for mark in entry["marks"]
    ]
    assert sorted(found, key=lambda mark: mark[0]) == MARKS


def test_a_mark_belongs_to_the_entry_it_stands_in(entries):
    for line, end in zip(LINES, ENDS, strict=True):
        assert all(line < mark["line"] <= end for mark in entries[line]["marks"])


def test_the_carets_stand_under_the_sign_that_was_wrong(pages):
    """Both codes keep their three lines on the page."""
    shown = [text_of(block) for block in article_of(pages[12]).iter("pre")]
    assert shown == [FIRST_CODE, SECOND_CODE]
    for code in shown:
        first, caret, _ = code.split("\n")
        assert caret.index("^") == first.index("=")


def test_what_was_struck_is_struck_and_the_words_after_it_are_not(pages):
    article = article_of(pages[110])
    struck = [text_of(it) for it in article.iter("s")]
    assert struck == ["Pydoop", "Disco evaluating", "Hadoopy / dumbo", "Hipy"]
    lines = [text_of(line) for line in lines_shown(article)]
    assert [line for line in lines if line.startswith(tuple(struck))] == [
        CHANGED[line][0] for line in (162, 163, 164, 165)
    ]


def lines_shown(article):
    """The lines of text that keep their breaks."""
    return [line for block in by_class(article, "lines") for line in block]


@pytest.mark.parametrize("page_and_mark", [
    (12, "aside", 50), (12, "aside", 81), (207, "aside", 260), (395, "aside", 403),
    (12, "quote", 22), (110, "quote", 123), (110, "quote", 141), (207, "quote", 212),
    (207, "quote", 259), (110, "question", 195),
], ids=lambda case: f"{case[1]} {case[2]}")  # fmt: skip
def test_a_mark_is_shown_at_its_anchor(pages, entries, page_and_mark):
    page, kind, line = page_and_mark
    (mark,) = [it for it in entries[page]["marks"] if (it["line"], it["kind"]) == (line, kind)]
    shown = by_id(pages[page], mark["anchor"])
    assert kind in shown.get("class").split()
    assert words_of(shown)[: len(words_of(mark["text"]))] == words_of(mark["text"])


def test_a_quote_is_shown_with_who_said_it(pages):
    quote = by_class(pages[12], "quote")[0]
    assert text_of(next(quote.iter("figcaption"))) == "Benjamin Bloom, 1984"
    assert BLOOM in text_of(next(quote.iter("blockquote")))


def test_gaps_are_shown_where_something_was_missed(pages):
    shown = {line: len(by_class(article_of(page), "gap")) for line, page in pages.items()}
    assert shown == {1: 0, 12: 1, 110: 1, 199: 1, 207: 1, 313: 1, 395: 0}


def test_full_addresses_are_links_and_a_bare_name_is_text(pages):
    article = article_of(pages[313])
    out = [link.get("href") for link in article.iter("a") if "//" in link.get("href")]
    assert out == [DOCS, CODE]
    (bare,) = [it for it in article.iter("p") if text_of(it).strip() == "cascading.org"]
    assert not any("//" in link.get("href") for link in bare.iter("a"))


def test_the_diagram_keeps_every_column(entries, pages, owner_lines):
    assert [owner_lines[line] for line in range(264, 268)] == DIAGRAM.split("\n")
    assert DIAGRAM in entries[207]["text"]
    assert [text_of(block) for block in article_of(pages[207]).iter("pre")] == [DIAGRAM]


def test_seven_short_lines_are_seven_lines(pages, owner_lines):
    typed = [owner_lines[line] for line in range(58, 65)]
    blocks = [[text_of(line) for line in block] for block in by_class(pages[12], "lines")]
    assert typed in blocks
    assert not any("Willpower" in text_of(paragraph) for paragraph in pages[12].iter("p"))


def test_bullets_straight_under_lines_are_lists(pages):
    article = article_of(pages[313])
    lists = [[text_of(item).strip() for item in block.iter("li")] for block in article.iter("ul")]
    assert lists[:2] == [
        ["Building the pipelines", "User-defined functions that operate on data"],
        ["However..."],
    ]
    between = [text_of(it).strip() for it in article.iter() if it.tag in {"p", "div", "li"}]
    pipelines = between.index("Building the pipelines")
    hides = between.index("Completely hides Java if the user wants it to")
    assert pipelines < hides < between.index("However...")


# ---------------------------------------------------------------- no word is lost


@pytest.mark.parametrize("line", LINES)
def test_every_line_of_an_entry_stands_in_its_text_as_it_was_typed(entries, owner_lines, line):
    end = ENDS[LINES.index(line)]
    expected = [
        shown
        for number, typed in lines_between(owner_lines, line, end)
        if number not in NOT_TEXT and typed.strip()
        for shown in CHANGED.get(number, [typed])
    ]
    assert [it for it in entries[line]["text"].split("\n") if it.strip()] == expected


def test_every_word_is_in_exactly_one_text(owner_export, owner_lines):
    typed = Counter(words_as_typed(owner_lines, 1, 416))
    exported = Counter(word for it in owner_export["entries"] for word in words_of(it["text"]))
    assert exported == typed


@pytest.mark.parametrize("line", LINES)
def test_every_word_is_on_its_page_in_the_order_it_was_typed(pages, owner_lines, line):
    typed = words_as_typed(owner_lines, line, ENDS[LINES.index(line)])
    shown = words_of(article_of(pages[line]))
    assert stand_in_order(typed, shown)
    (notes,) = by_class(pages[line], "notes")
    lost = Counter(typed) - Counter(words_of(notes))
    assert lost == (Counter(["Blaze"]) if line == 207 else Counter())


# ---------------------------------------------------------------- topics


def test_the_topics_are_the_systems_the_notes_name(owner_export):
    names = {topic["name"] for topic in owner_export["topics"]}
    assert set(TOPIC_LINES) <= names
    aliases = {topic["name"]: set(topic["aliases"]) for topic in owner_export["topics"]}
    assert {"MapRedue", "Map Reduce", "map reduces", "MR"} <= aliases["MapReduce"]
    assert "Numpy" in aliases["NumPy"]
    assert "Pandas" in aliases["pandas"]
    assert "SQL-lite" in aliases["SQLite"]


@pytest.mark.parametrize("name", TOPIC_LINES)
def test_a_topics_page_lists_every_line_that_names_it(owner_export, owner_site, name):
    (topic,) = [topic for topic in owner_export["topics"] if topic["name"] == name]
    page = read_html(owner_site / "topics" / topic["id"] / "index.html")
    assert [text_of(heading) for heading in page.iter("h1")] == [name]
    shown = sorted(int(text_of(number)) for number in by_class(page, "line-number"))
    assert shown == TOPIC_LINES[name]


@pytest.mark.parametrize("name", TOPIC_LINES)
def test_the_export_ties_a_topic_to_the_entries_that_name_it(owner_export, name):
    (topic,) = [topic for topic in owner_export["topics"] if topic["name"] == name]
    expected = [
        entry["id"]
        for entry, end in zip(owner_export["entries"], ENDS, strict=True)
        if any(entry["source"]["line"] <= line <= end for line in TOPIC_LINES[name])
    ]
    assert topic["entries"] == expected


@pytest.mark.parametrize("name", ["Pydoop", "Disco", "Hadoopy", "dumbo", "Hipy"])
def test_a_struck_mention_counts_and_is_shown_struck(owner_site, name):
    page = read_html(owner_site / "topics" / name.lower() / "index.html")
    (found,) = by_class(page, "lines-found")
    marked = [text_of(mark) for struck in found.iter("s") for mark in struck.iter("mark")]
    assert name in marked


def test_common_words_are_not_taken_for_systems(owner_site):
    """Pig latin is no Pig, and a key & a value no Map of MapReduce."""
    for topic, line in (("pig", 190), ("streaming", 273), ("mapreduce", 325)):
        page = read_html(owner_site / "topics" / topic / "index.html")
        assert str(line) not in [text_of(it) for it in by_class(page, "line-number")]
