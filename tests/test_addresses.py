"""markup/addresses: which typed addresses become links, and what a link makes of their signs."""

import pytest

from notekit.markup.addresses import encode_address, may_be_followed


@pytest.mark.parametrize(
    "address",
    ["https://x.example/a?b#c", "HTTP://x.example", "ftp://x.example:21/", "#l3", "../a/", "./b"],
)
def test_addresses_that_a_browser_opens_are_links(address):
    assert may_be_followed(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "http://",
        "https:///path",
        "http://[::1/x",
        "http://x.example:port/",
        "http://x.example:99999/",
    ],
)
def test_what_runs_something_or_has_no_host_stays_text(address):
    assert not may_be_followed(address)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://x.example/][1", "https://x.example/%5D%5B1"),
        ("http://[::1]:80/a b|c", "http://[::1]:80/a%20b%7Cc"),
        ("https://x.example/%5B?q=ä&r=(1)#é", "https://x.example/%5B?q=ä&r=(1)#é"),
        ('../"x"/{y}', "../%22x%22/%7By%7D"),
        ("#l3", "#l3"),
    ],
)
def test_only_signs_that_no_address_may_hold_are_encoded(typed, written):
    assert written == encode_address(typed)
    assert written == encode_address(written)
