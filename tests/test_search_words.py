"""What a word is: the two patterns, folding, and the places of words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from notekit.search.words import (
    fold,
    make_splitter,
    read_places,
    split_words,
    stem_words,
    word_pattern,
)

TYPED = st.text(st.sampled_from("aZ9_.#+- \n'\"*@éüñ中ß\u0301\t/\\"), max_size=40)


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_ascii_has_the_words_that_it_has_among_other_letters(text):
    """The pattern for ASCII is another one, for its speed alone."""
    any_text = word_pattern("é")
    assert any_text.pattern != word_pattern("e").pattern
    assert re.findall(any_text, text) == re.findall(word_pattern("e"), text)


@given(TYPED)
def test_each_word_of_a_text_stands_at_its_places(text):
    """Whatever was typed: the places of a word are where it is read."""
    stemmed, _ = make_splitter("en")([(5.0, "Title"), (1.0, text)])
    found = {
        text[start:end]
        for _, _, _, written in stemmed
        for _, start, end in read_places(written)
        if end
    }
    assert set(word_pattern(text).findall(text)) == found


@given(TYPED)
def test_a_word_is_found_by_typing_it(text):
    """What is indexed of a text holds every word that a query of the same text asks for."""
    stemmed, plain = make_splitter("en")([(1.0, text)])
    assert set(stem_words(text, "en")) <= {word for word, *_ in stemmed}
    assert set(split_words(text)) <= {word for word, *_ in plain}


def test_places_are_kept_beyond_two_bytes():
    """An entry of a whole book has more places than two bytes count."""
    text = "word " * 70_000 + "needle"
    stemmed, _ = make_splitter("en")([(1.0, text)])
    written = {word: places for word, _, _, places in stemmed}
    ((place, start, end),) = read_places(written["needl"])
    assert place > 70_000
    assert "needle" == text[start:end]


def test_folding_is_the_same_both_ways():
    """Accents, ligatures and case make no difference."""
    assert fold("Müller") == fold("MULLER") == fold("mu\u0308ller") == "muller"
    assert fold("Łukasz Straße Ærø") == "lukasz strasse aero"
