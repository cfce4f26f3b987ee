"""No note reads a file, fetches, or runs anything: in page, feed, JSON, index, book, terminal.

One notebook tries it all, and everything that was made of it is parsed.
"""

import json
import re
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

from tests.owner import make_notebook, read_html, run_notekit, text_of

SECRET = "kakapo-7f3a"  # noqa: S105  no password, only a word to look for
"""What stands in files that nobody may read, inside the notebook and outside."""

RUN = "aye-aye"
"""What is called where something runs."""

SCRIPT = (
    f"\"'></title></script></pre></textarea><script>{RUN}()</script><img src=x onerror={RUN}()>"
)

ADDRESSES = (
    f"javascript:{RUN}()",
    f"JaVaScRiPt:{RUN}()",
    f"java\tscript:{RUN}()",
    f"\x01javascript:{RUN}()",
    f" javascript:{RUN}()",
    f"javascript&colon;{RUN}()",
    f"&#106;avascript:{RUN}()",
    f"javascript\u200b:{RUN}()",
    f"vbscript:{RUN}()",
    f"data:text/html,<script>{RUN}()</script>",
    f"DATA:text/html;base64,{RUN}",
    "file:///etc/passwd",
    f"//evil.example/{RUN}",
    f"\\\\evil.example\\{RUN}",
    f"http:javascript:{RUN}()",
    f'https://evil.example/"onclick="{RUN}()',
    f"https://evil.example/'onclick='{RUN}()",
    f"feed:javascript:{RUN}()",
    f"jar:javascript:{RUN}()",
    f"blob:{RUN}",
)

DIRECTIVES = (
    ".. include:: {0}",
    ".. include:: {0}\n   :literal:",
    ".. literalinclude:: {0}",
    ".. csv-table::\n   :file: {0}",
    ".. csv-table::\n   :url: file://{0}",
    ".. raw:: html\n   :file: {0}",
    ".. raw:: html\n   :url: file://{0}",
    ".. raw:: html\n\n   <script>aye-aye()</script>",
    ".. role:: danger(raw)\n   :format: html\n\n:danger:`<script>aye-aye()</script>`",
    ".. image:: {0}",
    ".. figure:: {0}",
    ".. code::\n   :file: {0}",
    ".. math::\n   :file: {0}",
    ":download:`{0}`",
    ":download:`x <{0}>`",
    ".. only:: __import__('os').system('touch aye-aye')\n\n   words",
    ".. ifconfig:: __import__('os').system('touch aye-aye')\n\n   words",
    ".. automodule:: antigravity",
    ".. autofunction:: os.system",
    ".. graphviz:: {0}",
    ".. inheritance-diagram:: antigravity",
    ".. toctree::\n   :glob:\n\n   ../*\n   {0}",
    ".. meta::\n   :http-equiv=refresh: 0;url=javascript:aye-aye()",
    '.. class:: x" onclick="aye-aye()\n\nwords',
    '.. container:: x" onclick="aye-aye()\n\n   words',
    '.. code:: x"><script>aye-aye()</script>\n\n   words',
    '``` x"><script>aye-aye()</script>\nwords\n```',
    '.. figure:: x.png\n   :figclass: x" onclick="aye-aye()\n   :target: javascript:aye-aye()',
    '.. image:: x.png\n   :align: left" onclick="aye-aye()\n   :alt: "><script>aye-aye()</script>',
    '.. _x" onclick="aye-aye(): http://evil.example/',
    '.. admonition:: <script>aye-aye()</script>\n   :name: "><b onclick="aye-aye()">\n\n   words',
    ":math:`\\href{{javascript:aye-aye()}}{{x}} \\text{{<script>aye-aye()</script>}}`",
    ".. math::\n\n   \\style{{x}}{{y}} </math><script>aye-aye()</script>",
    "{{{{ cycler.__init__.__globals__.os.popen('touch aye-aye') }}}} {{% include '{0}' %}}",
    ':talk:`"><script>aye-aye()</script>` :speaker:`<script>aye-aye()</script>`',
    "\x0e<script>aye-aye()</script>\x0f \x02talk\x1f<script>\x1f<script>aye-aye()</script>\x03",
    '\x04{{"address": "x"}}\x05 \x10\x11',
    "<!-- <script>aye-aye()</script> --> <script>aye-aye()</script> &lt;script&gt;",
)  # fmt: skip

PLACES = (
    "secret.txt",
    "../secret.txt",
    "../../secret.txt",
    "../../outside.txt",
    "/OUTSIDE",
    "OUTSIDE",
)


def hostile_log(outside):
    """A log that tries everything, beside the secrets."""
    places = [place.format(outside) for place in PLACES]
    blocks = [
        directive.format(place)
        for directive in DIRECTIVES
        for place in (places if "{0}" in directive else places[:1])
    ]
    for address in ADDRESSES:
        blocks += [
            f"`words <{address}>`_", f"`{address}`__", f"{address}", f".. _a: {address}", "a_",
            f".. image:: x.png\n   :target: {address}", f".. |s{len(blocks)}| image:: {address}",
        ]  # fmt: skip
    return "\n\n".join(blocks)


def stamped(title, body, **fields):
    """An entry of a log."""
    typed = "".join(f":{name}: {value}\n" for name, value in fields.items())
    return (
        "Tue Mar 19 12:03:49 EDT 2013\n============================\n\n"
        f"{title}\n{'~' * 2 * len(title)}\n{typed}\n{body}\n\n"
    )


def hostile_files(body):
    """The notes: what tries everything in bodies, and in every fact a page shows."""
    facts = "".join(
        f":{name}: {SCRIPT}\n" for name in ("name", "place", "zone", "start", "end", "x")
    )
    about = dict.fromkeys(("speaker", "room", "topics", "kind", "id", "was"), SCRIPT)
    script = f"javascript:{RUN}()"
    marks = f'"{SCRIPT}" - {SCRIPT}\n\n# {SCRIPT}\n\nTODO {SCRIPT}\n\nQ: {SCRIPT}?\n\nA: {SCRIPT}'
    return {
        "secret.txt": SECRET,
        "conf/secret.txt": SECRET,
        "docutils.conf": "[general]\nfile_insertion_enabled: on\nraw_enabled: on\n",
        "conf.py": f"open({RUN!r}, 'w')\n",
        "index.rst": f"{SCRIPT}\n{'=' * 200}\n\n{body}\n",
        "conf/index.rst": f"Conf\n====\n\n{facts}:url: {script}\n\n{body}\n",
        "speakers.rst": f"Ann\n===\n:url: {script}\n:handle: {SCRIPT}\n:aliases: {SCRIPT}\n\n{body}"
        f"\n\n{SCRIPT}\n{'=' * 200}\n\n:url: data:text/html,{RUN}\n\nwords\n",
        "topics.rst": f".. glossary::\n\n   {SCRIPT}\n   B\n      words\n\n{body}\n",
        "conf/log.rst": stamped("Plain", body, speaker="Ann", topics="B")
        + stamped(SCRIPT, "words", slides=script, recording=f"data:text/html,{RUN}", **about)
        + stamped("Quotes", marks),
        "conf/odd.rst": stamped("../../../evil", "words", id="../../../evil", was="../../../evil"),
        f"conf/{RUN}'\"><b>.rst": "words",
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The hostile notebook as site and book, and the folder that both stand in."""
    folder = tmp_path_factory.mktemp("hostile")
    outside = folder / "outside.txt"
    outside.write_text(f"{SECRET}\n")
    settings = f"name = {json.dumps(SCRIPT)}\nsite_url = 'https://me.example/notes'\n"
    config = make_notebook(folder / "book", hostile_files(hostile_log(outside)), settings)
    for name in ("docutils.conf", "conf.py", "secret.txt"):
        (config.root / name).write_bytes((config.notes / name).read_bytes())
    (folder / "secret.txt").write_text(SECRET)
    for what, out in (((), "site"), (("book",), "html")):
        command = ("-C", config.root, "build", *what, "-o", folder / out)
        run_notekit(*command, home=folder / "home", cwd=config.root)
    return folder


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pages_of(folder):
    return [path for path in files_of(folder) if path.suffix == ".html"]


def test_nothing_was_read(published):
    """Neither from inside the notes nor from outside, nor is there a file that was copied."""
    for path in [*files_of(published / "site"), *files_of(published / "html")]:
        assert SECRET.encode() not in path.read_bytes(), path


def test_nothing_ran_and_nothing_was_written_elsewhere(published):
    """A file of that name would have been made; the folders hold what they held."""
    made = {path.name for path in published.iterdir()}
    assert {"book", "home", "html", "outside.txt", "secret.txt", "site"} == made
    assert {"conf.py", "docutils.conf", "notekit.toml", "notes", "secret.txt"} == {
        path.name for path in (published / "book").iterdir()
    }
    assert not [path for path in files_of(published) if path.name in {RUN, "evil", "evil.html"}]


_FETCHING = {"action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"}
_FOLLOWED = {("a", None), ("link", "canonical"), ("link", "alternate")}
"""Elements, and their relation, whose address is not fetched before somebody asks for it."""


def faults_of(page, tree):
    """What a page holds that could run, or fetch from elsewhere."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"iframe", "object", "embed", "base", "frame", "applet"}:
            yield page, element.tag
        if element.tag == "script" and not element.get("src"):
            if element.get("type") != "application/ld+json":
                yield page, "script", text_of(element)
            else:
                json.loads(text_of(element))
        if element.get("http-equiv", "").lower() == "refresh":
            assert "url=javascript" not in element.get("content").lower().replace(" ", "")
        for name, value in element.attrib.items():
            may_run = name.startswith("on") or name == "style"
            if may_run or (name in _FETCHING and not may_stand(element, value)):
                yield page, element.tag, name, value


def may_stand(element, address):
    """Whether an address is of a scheme that runs nothing, and of this site if it is fetched."""
    bare = re.sub(r"[\x00-\x20]", "", address).lower()
    scheme = "".join(re.findall(r"^(?:[a-z][a-z0-9+.-]*:|//)", bare))
    relation = None if element.tag == "a" else element.get("rel")
    if (element.tag, relation) in _FOLLOWED:
        return scheme in {"", "http:", "https:", "ftp:"}
    return scheme == ""


@pytest.mark.parametrize("what", ["site", "html"])
def test_no_page_holds_what_could_run_or_fetch(published, what):
    pages = pages_of(published / what)
    assert len(pages) > 5
    found = [it for page in pages for it in faults_of(page.relative_to(published), read_html(page))]
    if what == "html":  # alabaster has a script and a style of its own
        found = [it for it in found if RUN in repr(it[1:]) or SECRET in repr(it[1:])]
    assert [] == found


def test_feeds_hold_no_more_than_pages(published):
    feeds = [path for path in files_of(published / "site") if path.name.endswith(".xml")]
    assert feeds
    for feed in feeds:
        for element in ElementTree.fromstring(feed.read_bytes()).iter():
            for name, value in element.attrib.items():
                if name == "href":
                    assert urlsplit(value).scheme in {"", "https"}, (feed, value)
            if element.get("type") == "html":
                page = feed.relative_to(published)
                assert [] == list(faults_of(page, read_html(element.text or "")))


def test_what_programs_read_can_be_parsed(published):
    talks = json.loads((published / "site/talks.json").read_bytes())["talks"]
    addresses = [
        it
        for talk in talks
        for key, it in talk.items()
        if it and key in {"slides", "recording", "url"}
    ]
    assert addresses
    assert all(urlsplit(it).scheme in {"", "http", "https"} for it in addresses), addresses


def test_every_word_is_there_all_the_same(published):
    """As text: what was refused is shown as it was typed."""
    text = " ".join(text_of(read_html(page)) for page in pages_of(published / "site"))
    for word in ("include:: secret.txt", "ifconfig", "cycler.__init__", "antigravity"):
        assert word in text


def test_the_terminal_shows_it_and_obeys_nothing(published):
    home = published / "home"
    shown = run_notekit("-C", published / "book", "show", "Plain", home=home, check=False)
    listed = run_notekit("-C", published / "book", "list", home=home)
    for run in (shown, listed):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", run.stdout)
    assert SECRET not in shown.stdout
