"""The preview: what it gives out, and all that it must never give out."""

import contextlib
import http.client
import json
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2.exceptions import UndefinedError

from notekit.build import build_site
from notekit.config import load_config
from notekit.diagnostics import RULES, Diagnostic
from notekit.errors import NotekitError
from notekit.folders import cache_folder
from notekit.pelican_plugin.run import Serving
from notekit.records import Location, Notebook, TextLine
from notekit.serve import (
    Indexing,
    Live,
    Preview,
    Told,
    Watched,
    describe_failure,
    list_findings,
    open_preview,
    watch_for_changes,
)
from notekit.serve.server import name_type
from tests.site_sample import make_entry


class Answer(NamedTuple):
    """What the preview answered."""

    status: int
    headers: Message
    content: bytes


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "html"
    (folder / "talks" / "blaze").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / ".git").mkdir()
    (folder / "index.html").write_text("home")
    (folder / "talks" / "blaze" / "index.html").write_text("blaze")
    (folder / "style.css").write_text("p {}")
    (folder / ".git" / "config").write_text("secret")
    (folder / ".secret").write_text("secret")
    (folder / "404.html").write_text("<style>p { color: red }</style>no such page")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "escape.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "away").symlink_to(tmp_path)
    (folder / "friend.css").symlink_to(folder / "style.css")
    return folder


@contextmanager
def serving(folder: Path, **options) -> Iterator[Preview]:
    server = open_preview(folder, **options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def ask(site) -> Iterator[Callable[..., Answer]]:
    with serving(site) as server:
        yield asker(server)


def asker(server):
    def ask(path, method="GET", host=None):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.putrequest(method, path, skip_host=True)
        if host != "":
            connection.putheader("Host", host or f"127.0.0.1:{server.server_port}")
        connection.endheaders()
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    return ask


def test_a_folder_answers_with_its_index(ask):
    assert (ask("/").status, ask("/").content) == (200, b"home")
    assert ask("/talks/blaze/").content == b"blaze"
    assert ask("/talks/blaze/?q=1").content == b"blaze"


def test_a_folder_without_its_slash_is_led_to_it(ask):
    response = ask("/talks/blaze")
    assert (response.status, response.headers["Location"]) == (301, "/talks/blaze/")


def test_two_slashes_never_lead_to_another_host(ask):
    assert ask("//talks/blaze").headers["Location"] == "/talks/blaze/"
    assert ask("//example.org/%2e%2e").status == 404
    assert ask("http://example.org/talks/blaze").headers["Location"] in {None, "/"}


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/empty/",
        "/talks/",
        "/.secret",
        "/.git/config",
        "/talks/../.secret",
        "/talks/%2e%2e/.secret",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e./secret.txt",
        "/.%2E/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/....//secret.txt",
        "/..;/secret.txt",
        "//../secret.txt",
        "/./../secret.txt",
        "/talks/../../secret.txt",
        "/talks/..%2f..%2fsecret.txt",
        "/talks/%2e%2e/%2e%2e/secret.txt",
        "/index.html/../../secret.txt",
        "/escape.txt",
        "/away/secret.txt",
        "/%00",
        "/a%00b/",
        "/talks%5c..%5cindex.html",
        "/index.html/",
        "/" + "a" * 5000,
    ],
)
def test_what_is_no_file_of_the_site_is_not_found(ask, path):
    response = ask(path)
    assert response.status == 404
    assert b"no such page" in response.content
    assert b"secret" not in response.content


TRAVERSALS = {
    "plain": ["/../secret.txt", "/talks/../../secret.txt"],
    "encoded": ["/%2e%2e/secret.txt", "/%2E%2E/%73ecret.txt"],
    "encoded twice": ["/%252e%252e/secret.txt", "/%252e%252e%252fsecret.txt"],
    "backslash": ["/..\\secret.txt", "/..%5csecret.txt", "/..%255csecret.txt"],
    "mixed": ["/.%2e/secret.txt", "/talks/..\\../secret.txt", "/%2e./%2e%2e\\secret.txt"],
    "absolute": ["/{outside}", "{outside}", "/%2f{outside}", "/file://{outside}"],
    "NUL": ["/../secret.txt%00", "/../secret.txt%00.html", "/index.html%00/../../secret.txt"],
    "overlong": [
        "/%c0%ae%c0%ae/secret.txt",
        "/..%c0%afsecret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
    ],
    "trailing dots": ["/.../secret.txt", "/..../secret.txt", "/.. /secret.txt", "/.secret."],
    "two slashes": ["//../secret.txt", "/..//secret.txt", "/talks//..//..//secret.txt"],
    "semicolon": ["/..;/secret.txt", "/..;x=1/secret.txt", "/../secret.txt;.html"],
    "encoded slash": ["/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/talks%2f..%2f..%2fsecret.txt"],
    "look-alikes": [
        "/%ef%bc%8e%ef%bc%8e/secret.txt",
        "/..%ef%bc%8fsecret.txt",
        "/..%e2%88%95secret.txt",
    ],
    "query and fragment": ["/../secret.txt?x=1", "/../secret.txt#x", "/x?/../../secret.txt"],
}
"""Fourteen ways up, each in several spellings."""


@pytest.mark.parametrize("form", TRAVERSALS)
def test_no_way_leads_out_of_the_site(ask, site, form):
    """Nor from below the path of a site that is published under one."""
    outside = str(site.parent / "secret.txt")
    paths = [path.format(outside=outside).replace(" ", "%20") for path in TRAVERSALS[form]]
    answers = [ask(path) for path in paths]
    with serving(site, site_url="https://example.org/my/notes") as server:
        answers += [asker(server)(f"/my/notes{path}") for path in paths]
    assert [404] * 2 * len(paths) == [answer.status for answer in answers]
    assert not [answer for answer in answers if b"secret" in answer.content]


def test_a_link_inside_the_site_is_followed(ask):
    assert ask("/friend.css").content == b"p {}"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "127.0.0.1"])
def test_another_host_is_refused(ask, host):
    response = ask("/", host=host)
    assert response.status == 403
    assert b"home" not in response.content


def test_localhost_is_answered(site):
    with serving(site) as server:
        assert asker(server)("/", host=f"localhost:{server.server_port}").status == 200


def test_a_page_that_is_closed_while_it_loads_is_no_error(site, capfd):
    """Nothing of it stands in the terminal of whoever types."""
    (site / "large.bin").write_bytes(bytes(50_000_000))
    with serving(site) as server:
        host = f"127.0.0.1:{server.server_port}"
        with socket.create_connection(("127.0.0.1", server.server_port)) as line:
            line.sendall(f"GET /large.bin HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            line.recv(10)
        assert asker(server)("/").status == 200
    time.sleep(0.1)
    assert capfd.readouterr().err == ""


def test_head_has_the_headers_and_no_body(ask):
    response = ask("/", method="HEAD")
    assert (response.status, response.headers["Content-Length"]) == (200, "4")
    assert response.content == b""


def test_other_methods_are_refused(ask):
    response = ask("/", method="POST")
    assert response.status == 501
    assert response.headers["Content-Security-Policy"]


def test_every_answer_carries_the_policy(ask):
    for path in ("/", "/nothing", "/talks/blaze", "/style.css"):
        policy = ask(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "unsafe-inline" not in policy
        assert ask(path).headers["X-Content-Type-Options"] == "nosniff"


def test_the_style_inside_the_404_page_is_allowed_and_no_other(ask):
    assert "'sha256-" in ask("/nothing").headers["Content-Security-Policy"]
    assert "'sha256-" not in ask("/").headers["Content-Security-Policy"]


def test_a_site_without_a_404_page_still_says_so(tmp_path):
    with serving(tmp_path) as server:
        response = asker(server)("/nothing")
    assert (response.status, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_a_site_under_a_path_is_shown_under_it(site):
    with serving(site, site_url="https://example.org/my/notes") as server:
        ask = asker(server)
        assert server.url == f"http://127.0.0.1:{server.server_port}/my/notes/"
        assert ask("/my/notes/").content == b"home"
        assert ask("/").headers["Location"] == "/my/notes/"
        assert ask("/my/notes").headers["Location"] == "/my/notes/"
        assert ask("/talks/blaze/").status == 404
        assert ask("/my/notes/talks/blaze").headers["Location"] == "/my/notes/talks/blaze/"


def test_only_this_machine_is_listened_to(site):
    with serving(site) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_taken_default_port_is_stepped_round(site, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr("notekit.serve.server.PORT", taken.getsockname()[1])
        with serving(site) as server:
            assert server.server_port != taken.getsockname()[1]
            assert asker(server)("/").status == 200


def test_a_port_asked_for_and_taken_is_an_error(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NotekitError, match=f"port {port}") as caught:
            open_preview(site, port=port)
    assert "--port" in str(caught.value.hint)


def test_a_number_that_is_no_port_is_an_error(site):
    with pytest.raises(NotekitError, match="99999"):
        open_preview(site, port=99999)


def test_requests_are_told_to_who_wants_to_know(site):
    lines: list[str] = []
    with serving(site, log=lines.append) as server:
        asker(server)("/style.css")
    assert any(re.search(r"GET /style.css .* 200", line) for line in lines)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("all.atom.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("favicon.svg", "image/svg+xml; charset=utf-8"),
        ("data.zzz", "application/octet-stream"),
    ],
)
def test_files_are_told_for_what_they_are(name, kind):
    assert name_type(Path(name)) == kind


# ---------------------------------------------------------------- following the notes


@pytest.fixture
def live():
    return Live("then")


def test_pages_follow_the_news_and_files_have_no_trace_of_it(site, live):
    (site / "index.html").write_text("<head><title>x</title></head>home")
    with serving(site, site_url="https://x/n", live=live) as server:
        ask = asker(server)
        page = ask("/n/").content
        assert (
            b'<script src="/n/.notekit/live.js" data-version="then-0" defer></script></head>'
            in page
        )
        assert int(ask("/n/").headers["Content-Length"]) == len(page)
        assert ask("/n/style.css").content == b"p {}"
        assert ask("/n/nothing").status == 404
        assert b"live.js" in ask("/n/nothing").content
        for name, kind in (("live.js", "text/javascript"), ("live.css", "text/css")):
            assert ask(f"/n/.notekit/{name}").headers["Content-Type"].startswith(kind)
        assert ask("/n/.notekit/live.js", host="evil.example").status == 403
        assert ask("/n/.notekit/events", host="evil.example").status == 403
        for name in ("server.py", "../secret.txt", "%2e%2e/server.py", "", "live.js/"):
            assert ask(f"/n/.notekit/{name}").status == 404
    assert (site / "index.html").read_text() == "<head><title>x</title></head>home"


def test_without_a_builder_there_is_nothing_to_follow(ask):
    assert b"live.js" not in ask("/").content
    assert ask("/.notekit/live.js").status == 404
    assert ask("/.notekit/events").status == 404


def read_news(stream):
    """The next news of an open stream of events."""
    while True:
        line = stream.readline()
        assert line, "the stream ended"
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))


def test_open_pages_are_told_of_builds_and_failures(site, live):
    with serving(site, live=live) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request("GET", "/.notekit/events")
        stream = connection.getresponse()
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["Access-Control-Allow-Origin"] is None
        assert read_news(stream) == {"version": "then-0", "failure": None, "findings": []}
        slip = Told("warning", "a slip", "notes/a.rst:3", "source/a/#L3")
        live.tell_built((slip,), is_changed=True)
        news = read_news(stream)
        assert (news["version"], news["findings"][0]["place"]) == ("then-1", "notes/a.rst:3")
        live.tell_failed(Told("error", "broken"))
        news = read_news(stream)
        assert (news["version"], news["failure"]["message"]) == ("then-1", "broken")
        assert len(news["findings"]) == 1
        live.tell_unchanged()
        news = read_news(stream)
        assert (news["version"], news["failure"], len(news["findings"])) == ("then-1", None, 1)
        connection.close()


def test_open_pages_are_told_of_a_change_before_the_index_of_search_is_made(tmp_path, live):
    (tmp_path / "notes/conf").mkdir(parents=True)
    (tmp_path / "notes/conf/2013-03-18.rst").write_text("A thought.\n")
    settings = tmp_path / "notekit.toml"
    settings.write_text('name = "N"\n[site]\nsearch = false\n')
    indexing = Indexing(print, quiet=0)
    index = cache_folder(tmp_path) / "index"
    was_there = []

    def tell_moved():
        was_there.append(index.exists())
        live.tell_moved()

    serving = Serving(live.swap, tell_moved, indexing)
    build_site(load_config(tmp_path), serving=serving)
    assert (was_there, index.exists(), live.version) == ([False], True, "then-1")
    settings.write_text(f"# nothing that a page shows\n{settings.read_text()}")
    report = build_site(load_config(tmp_path), serving=serving)
    indexing.end()
    assert (report.is_unchanged, report.pages_written, live.version) == (False, 0, "then-1")


def test_no_file_is_read_while_a_site_is_swapped(site, live):
    answers = []
    with serving(site, live=live) as server:
        with live.swap:
            thread = threading.Thread(target=lambda: answers.append(asker(server)("/")))
            thread.start()
            thread.join(0.2)
            assert answers == []
            (site / "index.html").write_text("new home")
        thread.join(10)
    assert b"new home" in answers[0].content


PUBLIC = Diagnostic("one-colon", "'.. note:' has one colon", "notes/a.rst", 3, hint="type another")


def make_notebook(*, private=False):
    lines = (TextLine(2, "Title"), TextLine(3, "secret", private=private))
    entry = make_entry("a", "A", location=Location("notes/a.rst", 1, 9))
    entry = replace(entry, lines=lines)
    typed = {"a": tuple(line for line in lines if not line.private)}
    return Notebook("N", (), (), (), (entry,), (), typed=typed)


def test_a_finding_leads_to_the_line_as_typed():
    (told,) = list_findings([PUBLIC], make_notebook())
    assert (told.place, told.link) == ("notes/a.rst:3", "source/notes/a/#L3")
    assert (told.message, told.hint) == (PUBLIC.message, "type another")


def test_of_a_line_that_is_not_public_no_word_is_told():
    quoting = replace(PUBLIC, message="it says 'secret'", hint="not 'secret'")
    (told,) = list_findings([quoting], make_notebook(private=True))
    assert (told.place, told.link) == ("notes/a.rst:3", None)
    assert "secret" not in f"{told.message}{told.hint}"
    assert told.message == RULES["one-colon"].what


def test_what_the_dialect_allows_is_not_told():
    assert list_findings([replace(PUBLIC, code="no-title")], make_notebook()) == ()


def test_a_fault_of_a_template_names_its_line(tmp_path):
    (tmp_path / "page.html").write_text("fine\n{{ nobody.here.at.all }}\n")
    template = Environment(loader=FileSystemLoader(tmp_path), autoescape=True)
    with pytest.raises(UndefinedError) as caught:
        template.get_template("page.html").render()
    told = describe_failure(caught.value)
    assert told.place == f"{tmp_path / 'page.html'}:2"
    assert "UndefinedError" in told.message


# ---------------------------------------------------------------- watching


@pytest.fixture
def watched(tmp_path):
    """A watch over a folder and a settings file; gives how many changes were seen so far."""
    (tmp_path / "notes/deep").mkdir(parents=True)
    what = Watched((tmp_path / "notes", tmp_path / "pages"), (tmp_path / "notekit.toml",))
    stop = threading.Event()
    seen: queue.Queue[None] = queue.Queue()

    def follow():
        for _ in watch_for_changes(lambda: what, stop):
            seen.put(None)

    thread = threading.Thread(target=follow)
    thread.start()
    seen.get(timeout=10)
    yield tmp_path, seen
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_save_is_seen_however_it_is_done(watched):
    folder, seen = watched
    log = folder / "notes/deep/log.rst"
    log.write_text("one")
    seen.get(timeout=10)
    (folder / "notes/deep/.log.rst.swp").write_text("two")
    (folder / "notes/deep/.log.rst.swp").rename(log)
    seen.get(timeout=10)
    log.unlink()
    seen.get(timeout=10)
    (folder / "notekit.toml").write_text("")
    seen.get(timeout=10)
    (folder / "new.toml").write_text("name = 'x'")
    (folder / "new.toml").rename(folder / "notekit.toml")
    seen.get(timeout=10)


def test_a_folder_that_comes_to_be_is_watched_from_then_on(watched):
    folder, seen = watched
    (folder / "pages").mkdir()
    seen.get(timeout=10)
    with contextlib.suppress(queue.Empty):  # the watch begins anew, and tells so
        while True:
            seen.get(timeout=1)
    (folder / "pages/about.rst").write_text("About")
    seen.get(timeout=10)


def test_what_editors_leave_beside_a_log_is_no_change(watched):
    folder, seen = watched
    for name in (".log.rst.swp", "log.rst~", ".#log.rst", "#log.rst#", ".notekit.lock"):
        (folder / "notes" / name).write_text("x")
    with pytest.raises(queue.Empty):
        seen.get(timeout=1)
