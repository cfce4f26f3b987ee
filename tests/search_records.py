"""Notebooks made by hand, as the search tests want them."""

from datetime import UTC, date, datetime, timedelta

from notekit import search as searching
from notekit.records import Entry, Event, Location, Notebook, Origins, Speaker, TextLine, Topic

TODAY = date(2020, 2, 3)


def search(folder, query, **wanted):
    """Search on a day that stays the same."""
    return searching.search(folder, query, today=TODAY, **wanted)


EVENTS = (
    Event("pydata-sv-2013", "PyData Silicon Valley 2013", zone="America/Los_Angeles"),
    Event("euroscipy-2019", "EuroSciPy 2019"),
)
SPEAKERS = (
    Speaker("peter-norvig", "Peter Norvig"),
    Speaker("travis-oliphant", "Travis Oliphant", ("Travis E. Oliphant",), handle="@teoliphant"),
    Speaker("jorg-muller", "Jörg Müller"),
)
TOPICS = (
    Topic("mapreduce", "MapReduce", ("MapRedue", "Map Reduce", "MR")),
    Topic("numpy", "NumPy", ("Numpy",)),
)


def make_entry(
    identifier: str,
    text: str = "",
    *,
    title: str | None = None,
    kind: str = "talk",
    speakers: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
    start: datetime | None = datetime(2013, 3, 19, 17, 0, tzinfo=UTC),
    private: bool = False,
) -> Entry:
    """An entry whose text begins on line 2 of its own log; a line that begins with ! is private."""
    event, _, slug = identifier.partition("/")
    lines = tuple(
        TextLine(number, line.removeprefix("!"), line.startswith("!"))
        for number, line in enumerate(text.split("\n"), 2)
        if line or text
    )
    return Entry(
        id=identifier,
        slug=slug,
        title=title,
        kind=kind,
        event=event,
        speakers=speakers,
        topics=topics,
        room=None,
        start=start,
        end=None,
        local_start=start - timedelta(hours=7) if start else None,
        start_raw=None,
        origins=Origins(),
        private=private,
        location=Location(f"notes/{identifier}.rst", 1, len(lines) + 1),
        lines=lines,
    )


def make_notebook(*entries: Entry) -> Notebook:
    """A notebook of these entries, with the events, speakers and topics above."""
    return Notebook("Notes", EVENTS, SPEAKERS, TOPICS, entries, ())


TALKS = (
    make_entry(
        "pydata-sv-2013/learning-python",
        "Keynote of the morning was *the* Peter Norvig.\n"
        "The average under tutoring was about 2 standard deviations above.\n"
        "One-on-one tutoring, machine learning",
        title="Learning Python",
        kind="keynote",
        speakers=("peter-norvig",),
    ),
    make_entry(
        "pydata-sv-2013/hadoop",
        "They built up a huge Hadoop cluster.\n"
        "Research: Potential Solutions for Python on Hadoop\n"
        "Can you do decision trees or clustering on Hadoop? (Mahout, etc.)\n"
        "Hadoopy / dumbo similar to mrjob",
        title="Python in an evolving enterprise system",
    ),
    make_entry(
        "pydata-sv-2013/blaze",
        "Hadoop still doesn't have the tools necessary for scientific computing\n"
        "Numpy is the center of big community.\n"
        "Easy to interface C/C++/Fortran code\n"
        "Numpy + PyTables --> Blaze (out of Core, Distributed and Optimized NumPy)\n"
        "Can be handled out of core using chunks to stream through memory",
        title="Blaze",
        speakers=("travis-oliphant",),
        topics=("numpy",),
    ),
    make_entry(
        "pydata-sv-2013/131950",
        "The Hadoop file system (HDFS)\nMapRedue\nIdea: ship the code to the data",
        topics=("mapreduce",),
    ),
    make_entry(
        "pydata-sv-2013/side-note",
        "You should not be using Jython, it blocks you from using Numpy and Pandas.",
        title="Side note from Travis Oliphant",
        kind="side-note",
        speakers=("travis-oliphant",),
    ),
    make_entry(
        "euroscipy-2019/phases",
        "Mr Smith on the number of Map Reduce phases\nA map can reduce confusion",
        title="Phases",
        kind="lightning",
    ),
    make_entry(
        "euroscipy-2019/images",
        "Café talk about image segmentation\nscikit-image, scikit-learn and node.js\n"
        "!my own secret remark",
        title="Bilder und Größen",
        speakers=("jorg-muller",),
        start=datetime(2019, 9, 4, 8, 0, tzinfo=UTC),
    ),
)
