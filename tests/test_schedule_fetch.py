"""Fetching: from a real server, over http and https only, and never more than a programme."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from notekit.errors import NotekitError
from notekit.schedule import fetch as module
from notekit.schedule.fetch import fetch, is_address, read_source

WOKEN = threading.Event()
"""Set when the tests of a server are done; a silent answer waits for it."""


class Handler(BaseHTTPRequestHandler):
    """Answers by the path; ``/to/X`` leads to X."""

    def do_GET(self):
        """Answer."""
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif self.path == "/silent":
            WOKEN.wait(20)
        elif self.path == "/schedule.xml":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<schedule/>")
        else:
            self.send_error(404)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server(monkeypatch):
    """Serve on this machine, without a proxy between; gives the address."""
    monkeypatch.setenv("no_proxy", "*")
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    WOKEN.clear()
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    WOKEN.set()
    http.shutdown()
    http.server_close()
    thread.join()


def test_an_address_is_fetched_also_behind_a_redirection(server, tmp_path):
    assert fetch(f"{server}/schedule.xml") == b"<schedule/>"
    assert read_source(f"{server}/to//schedule.xml", tmp_path) == b"<schedule/>"


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/x", "file:///etc/passwd", "data:,x"])
def test_a_redirection_to_another_scheme_is_not_followed(server, target):
    with pytest.raises(NotekitError, match=r"cannot be fetched: it leads to ftp|is not allowed"):
        fetch(f"{server}/to/{target}")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x.org/s.xml", "webcal://x.org/s.ics", "data://x"]
)
def test_another_scheme_is_refused_before_anything_is_opened(address):
    with pytest.raises(NotekitError, match="only http and https are fetched"):
        fetch(address)


def test_what_the_server_refuses_is_said_with_its_words(server):
    with pytest.raises(NotekitError, match=r"/none answers 404 Not Found"):
        fetch(f"{server}/none")


def test_a_server_that_is_not_there_or_says_nothing_is_left(server):
    with pytest.raises(NotekitError, match=r"cannot be fetched: .*[Rr]efused"):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(NotekitError, match=r"cannot be fetched: .*timed out"):
        fetch(f"{server}/silent", patience=0.2)


@pytest.mark.parametrize("address", ["http://", "http://x y/", "http://[::1", "https:///x"])
def test_an_address_that_is_none_is_an_error_with_a_message(address):
    with pytest.raises(NotekitError):
        fetch(address)


def test_an_answer_that_never_ends_is_left_at_the_size_of_a_programme(server, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1 << 20)
    with pytest.raises(NotekitError, match=r"endless: it is larger than"):
        fetch(f"{server}/endless")


def test_a_file_is_read_from_its_folder_up_to_that_size(tmp_path, monkeypatch):
    (tmp_path / "s.xml").write_bytes(b"<schedule/>")
    assert read_source("s.xml", tmp_path) == b"<schedule/>"
    assert read_source(str(tmp_path / "s.xml"), tmp_path / "elsewhere") == b"<schedule/>"
    with pytest.raises(NotekitError, match=r"none\.xml cannot be read: No such file"):
        read_source("none.xml", tmp_path)
    with pytest.raises(NotekitError, match="cannot be read: Is a directory"):
        read_source(".", tmp_path)
    monkeypatch.setattr(module, "LARGEST", 5)
    with pytest.raises(NotekitError, match=r"s.xml: it is larger than"):
        read_source("s.xml", tmp_path)


def test_an_address_is_told_from_a_file():
    assert is_address("https://x.org/s")
    assert not is_address("schedules/fosdem.xml")
