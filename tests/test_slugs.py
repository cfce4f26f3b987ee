"""Slugs: short, plain, and the same for ever, since addresses are made of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notekit import slugs
from notekit.slugs import LONGEST, slugify


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peter Norvig", "peter-norvig"),
        ("wise.io", "wise-io"),
        ("scikit-learn", "scikit-learn"),
        ("  NumPy  ", "numpy"),
        ("C++ & C#", "c-c"),
        ("Jérôme Petazzoni", "jerome-petazzoni"),
        ("Łukasz Langa", "lukasz-langa"),
        ("Bjørn Straße Æsop", "bjorn-strasse-aesop"),
        ("what's new", "whats-new"),
        ("what\u2019s new", "whats-new"),
        ("ﬁne ² Ｗｉｄｅ", "fine-2-wide"),
        ("Привет, мир", "привет-мир"),
        ("日本語 の トーク", "日本語-の-トーク"),
        ("हिन्दी", "हिन्दी"),
        ("Йод", "йод"),
        ("İstanbul", "istanbul"),
        ("--a---b--", "a-b"),
        ("a/b\\c", "a-b-c"),
        ("../../etc", "etc"),
        ("Python 3.14", "python-3-14"),
        ("snake_case", "snake-case"),
    ],
)
def test_words_become_a_slug(text, expected):
    assert unicodedata.normalize("NFC", expected) == slugify(text)


def test_text_with_nothing_to_keep_takes_the_fallback():
    assert slugify("!?!", "0903") == "0903"
    assert slugify("") == ""


def test_a_long_slug_ends_with_a_whole_word():
    slug = slugify("Python in an evolving enterprise system and what came after it in the end")
    assert slug == "python-in-an-evolving-enterprise-system-and-what-came-after"
    assert slugify("x" * 100) == "x" * LONGEST


@given(st.text(max_size=120))
def test_a_slug_is_safe_in_an_address_and_a_path(text):
    slug = slugify(text)
    assert len(slug) <= LONGEST
    assert not set(slug) & set(" /\\.:%?#&\"'<>\n\t")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert slug == unicodedata.normalize("NFC", slug)


@given(st.text(max_size=120))
def test_a_slug_is_its_own_slug(text):
    assert slugify(slugify(text)) == slugify(text)


@given(st.text(max_size=60))
def test_case_and_composition_make_no_difference(text):
    slug = slugify(text)
    assert slug == slugify(unicodedata.normalize("NFD", text))
    assert slug == slugify(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(codec="ascii")))
def test_the_quick_way_through_ascii_gives_the_same_words(text):
    """Addresses stand on it: both ways must agree on every text that either may be given."""
    assert slugs._split(text) == slugs._split_plain(text)
