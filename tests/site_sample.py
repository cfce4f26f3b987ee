"""A small notebook of hand-made records, with one of every construct that a page can show."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notekit.config import Book, Check, Config, Reading, Site
from notekit.records import (
    Entry,
    Event,
    Location,
    Mark,
    Notebook,
    Origins,
    Reference,
    Section,
    Speaker,
    TextLine,
    Topic,
)

PYDATA = Event(
    "pydata-sv-2013",
    "PyData Silicon Valley 2013",
    date(2013, 3, 18),
    date(2013, 3, 20),
    "America/Los_Angeles",
    "Santa Clara, California",
    "https://pydata.org/sv2013/",
)
EUROPY = Event(
    "europython-2014", "EuroPython 2014", date(2014, 7, 21), date(2014, 7, 27), "Europe/Berlin"
)


def run(text: str) -> str:
    """A run of text in which names may be linked, as ``markup`` leaves it in a body."""
    return f"\x0e{text}\x0f"


def role(name: str, target: str, label: str = "") -> str:
    """A role as ``markup`` leaves it in a body."""
    return f"\x02{name}\x1f{target}\x1f{label}\x03"


def paragraph(text: str) -> str:
    """A paragraph that is one run."""
    return f"<p>{run(text)}</p>"


def make_entry(identifier: str, title: str | None, text: str = "", **facts) -> Entry:
    """An entry of the lines of ``text``, each on the line of its place in it."""
    event, _, slug = identifier.rpartition("/")
    lines = tuple(
        TextLine(number, line) for number, line in enumerate(text.splitlines(), 1) if line
    )
    defaults = {
        "slug": slug,
        "kind": "talk",
        "event": event or None,
        "speakers": (),
        "topics": (),
        "room": None,
        "start": None,
        "end": None,
        "local_start": None,
        "start_raw": None,
        "origins": Origins(),
        "private": False,
        "location": Location("notes/log.rst", 1, 10),
        "lines": lines,
    }
    return Entry(id=identifier, title=title, **(defaults | facts))


def at(day: str, clock: str, zone: str = "America/Los_Angeles", typed: str | None = None) -> dict:
    """The facts of an entry's time, for ``make_entry``."""
    local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone))
    return {"start": local.astimezone(ZoneInfo("UTC")), "local_start": local, "start_raw": typed}


BLAZE_TEXT = """Blaze
"What we're pursuing with Blaze."
This is not a talk on what you can pursue tomorrow.
History of Numpy
Matrix Object in Python -> Numeric -> Numarray -> NumPy
Hadoop still doesn't have the tools
Array oriented
- vs. Avro, Protobufs
Pydoop prohibitive installation
Sounds like a defined struct ;)
...
What is wrong with Numpy? (its dtypes)
TODO ask for the slides"""

BLAZE_HTML = (
    '<figure class="quote" id="l2"><blockquote><p>What we\'re pursuing with Blaze.</p>'
    "</blockquote><figcaption>Travis Oliphant</figcaption></figure>\n"
    f"<p>{run('This is not a talk on what you can pursue tomorrow, says Travis.')}</p>\n"
    '<h2 id="history-of-numpy">History of Numpy</h2>\n'
    f"<p>{run('Matrix Object in Python -&gt; Numeric -&gt; Numarray -&gt; NumPy')}</p>\n"
    f"<p>{run('&quot;NumPy array is a decorated pointer&quot;, and Hadoop still doesn’t have')}"
    f" the tools. See {role('talk', 'Learning Python')}, {role('topic', 'hadoop', 'elephants')}"
    f" and {role('speaker', 'Nobody Known')}.</p>\n"
    '<aside class="aside" id="l10"><p>Sounds like a defined struct ;)</p></aside>\n'
    '<div class="lines">'
    f"<div>{run('What&#x27;s great about Numpy')}</div><div>{run('Array oriented')}</div>"
    f"<div>{run('Extensive DType System (including systems)')}</div></div>\n"
    f"<ul><li>{run('vs. Avro, Protobufs')}</li><li>C-API, <code>numpy.h</code><ul>"
    f"<li>{run('Memory mapping, and a long thought that needs more than one line on a phone')}</li>"
    "</ul></li></ul>\n"
    f'<p id="l9"><s>{run("Pydoop")}</s> prohibitive installation</p>\n'
    '<p id="l11"><span class="gap" title="something was missed here">...</span></p>\n'
    '<div class="noted"><time class="noted-at">14:32</time>\n<p>Deferred arrays allow handling of'
    " data that is larger than memory.</p></div>\n"
    '<div class="question" id="l12"><p>What is wrong with Numpy?</p></div>\n'
    '<div class="answer"><p>Its dtypes are hard to extend.</p></div>\n'
    '<div class="todo" id="l13"><p>ask for the slides</p></div>\n'
    '<figure class="code"><pre class="highlight"><code><span class="k">if</span> '
    '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>:\n'
    "     ^\nSyntaxError: invalid syntax</code></pre></figure>\n"
    '<pre class="literal">                  Indexable\n'
    " (Record Type)             (Primitive Type)\n"
    "    NDTable                  NDArray</pre>\n"
    "<table><thead><tr><th>Layer</th><th>What it does</th></tr></thead><tbody><tr>"
    "<td>URL</td><td>provides bytes</td></tr></tbody></table>\n"
    f"<blockquote><p>{run('Indexes allow for many orderings')}</p></blockquote>\n"
)

ENTRIES = (
    make_entry(
        "pydata-sv-2013/20130319-094710",
        None,
        "Getting django-deployer working.",
        slug="20130319-094710",
        kind="journal",
        **at("2013-03-19", "06:47:10", typed="Tue Mar 19 09:47:10 EDT 2013"),
    ),
    make_entry(
        "pydata-sv-2013/blaze",
        "Blaze",
        BLAZE_TEXT,
        speakers=("travis-oliphant",),
        topics=("blaze",),
        room="Ballroom A",
        slides="https://example.org/slides/blaze.pdf",
        recording="javascript:alert(1)",
        was=("blaze-talk",),
        marks=(
            Mark("quote", "What we're pursuing with Blaze.", 2, "l2", by="Travis Oliphant"),
            Mark("struck", "Pydoop", 9, "l9"),
            Mark("aside", "Sounds like a defined struct ;)", 10, "l10"),
            Mark("gap", "...", 11, "l11"),
            Mark("question", "What is wrong with Numpy?", 12, "l12"),
            Mark("answer", "its dtypes", 12, "l12-2"),
            Mark("todo", "ask for the slides", 13, "l13"),
            Mark("link", "Blaze", 12, "l12", url="https://blaze.pydata.org/"),
        ),
        sections=(Section("History of Numpy", "history-of-numpy", 4),),
        references=(Reference("talk", "Learning Python", 6), Reference("topic", "hadoop", 6)),
        **at("2013-03-19", "14:10:22", typed="Tue Mar 19 17:10:22 EDT 2013"),
    ),
    make_entry(
        "pydata-sv-2013/learning-python",
        "Learning Python",
        "Keynote of the morning was the Peter Norvig.\n"
        "The average under tutoring was about 2 standard deviations above.\nDo we trust Bloom?",
        kind="keynote",
        speakers=("peter-norvig",),
        marks=(
            Mark(
                "quote",
                "The average under tutoring was about 2 standard deviations above.",
                2,
                "l2",
                by="Benjamin Bloom",
            ),
        ),
        **at("2013-03-19", "09:03:49", typed="Tue Mar 19 12:03:49 EDT 2013"),
    ),
    make_entry(
        "pydata-sv-2013/secret",
        "Secret plans",
        "About Zeppelins and Numpy",
        private=True,
        speakers=("hidden-person",),
        topics=("zeppelins",),
        **at("2013-03-20", "10:00"),
    ),
    make_entry(
        "europython-2014/one-year-on",
        "Blaze, one year on",
        "Blaze grew up.\nNumPy too.",
        speakers=("travis-oliphant", "peter-norvig"),
        **at("2014-07-22", "11:30", "Europe/Berlin", "Tue Jul 22 11:30:00 CEST 2014"),
    ),
    make_entry("stray", "A thought at home", "Nothing in particular."),
)

SPEAKERS = (
    Speaker("peter-norvig", "Peter Norvig"),
    Speaker(
        "travis-oliphant", "Travis Oliphant", ("Travis",), "@teoliphant", "https://example.org"
    ),
    Speaker("benjamin-bloom", "Benjamin Bloom", ("Bloom",)),
    Speaker("hidden-person", "Hidden Person"),
)

TOPICS = (
    Topic("blaze", "Blaze"),
    Topic("numpy", "NumPy", ("Numpy",)),
    Topic("hadoop", "Hadoop"),
    Topic("pydoop", "Pydoop"),
    Topic("avro", "Avro"),
    Topic("zeppelins", "Zeppelins"),
    Topic("django-deployer", "django-deployer"),
)

NOTEBOOK = Notebook(
    "Notes from conferences",
    (PYDATA, EUROPY),
    SPEAKERS,
    TOPICS,
    ENTRIES,
    (),
    {
        "home": paragraph("What I typed while people spoke, from NumPy to Hadoop."),
        "event/pydata-sv-2013": "<p>Three days of data, in Python.</p>",
        "topic/numpy": paragraph("Arrays for Python. NumPy followed Numarray; Blaze followed."),
        "speaker/travis-oliphant": paragraph("Travis wrote NumPy."),
        "entry/pydata-sv-2013/blaze": BLAZE_HTML,
        "entry/pydata-sv-2013/20130319-094710": paragraph("Getting django-deployer working."),
        "entry/pydata-sv-2013/learning-python": paragraph(
            "Keynote of the morning was the Peter Norvig."
        )
        + '<figure class="quote" id="l2"><blockquote><p>The average under tutoring was about 2'
        " standard deviations above.</p></blockquote>"
        "<figcaption>Benjamin Bloom</figcaption></figure>",
        "entry/pydata-sv-2013/secret": "<p>About Zeppelins</p>",
        "entry/europython-2014/one-year-on": paragraph("Blaze grew up.") + paragraph("NumPy too."),
        "entry/stray": "<p>Nothing in particular.</p>",
    },
    {
        "pydata-sv-2013/blaze": (
            TextLine(1, "Blaze"),
            TextLine(2, "====="),
            TextLine(4, ".. code::"),
        ),
        "pydata-sv-2013/secret": (TextLine(1, "About Zeppelins and Numpy"),),
    },
)


def make_config(site_url: str | None = None) -> Config:
    """Settings with nothing special but the site's address."""
    root = Path("/notebook")
    return Config(
        root=root,
        notes=root / "notes",
        name=NOTEBOOK.name,
        author="A. Writer",
        site_url=site_url,
        language="en",
        zone=None,
        editor=None,
        default_event=None,
        reading=Reading(),
        check=Check(),
        search_language="en",
        site=Site(None, root / "site/pages", root / "site/_build/html"),
        book=Book("Notes", ("html",), root / "site/_build/book"),
        file=root / "notekit.toml",
    )
