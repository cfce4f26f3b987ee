"""The preview: what it gives out, and all that it must never give out."""

import http.client
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

from notekit.errors import NotekitError
from notekit.serve import Preview, name_type, open_preview


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
        monkeypatch.setattr("notekit.serve.PORT", taken.getsockname()[1])
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
