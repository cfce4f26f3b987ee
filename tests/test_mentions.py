"""Who names what (notekit/pages/mentions.py), and how little is held of it."""

from hypothesis import given
from hypothesis import strategies as st

from notekit.pages.gleaned import count_spots, read_spots, write_spots
from notekit.pages.outline import outline_notebook
from notekit.records import Notebook, Reference, Topic
from tests.site_sample import make_config, make_entry

TOPICS = tuple(Topic(name.lower(), name) for name in ("Arrow", "Blaze", "Numba", "Dask"))


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1)))
def test_lines_are_read_as_they_were_written(spots):
    """A line by a role is its number alone; what is typed as a field is no line at all."""
    assert read_spots(write_spots(spots)) == spots
    assert count_spots(write_spots(spots)) == len(spots)


def test_topics_stand_as_they_are_named_whether_by_a_role_or_in_the_text():
    """Those typed as a field are first; of two on one line the first on it."""
    entry = make_entry(
        "e/a",
        "A talk",
        "About it.\nNumba beats Blaze.\nArrow again.",
        references=(Reference("topic", "arrow", 1), Reference("topic", "blaze", 3)),
        topics=("dask",),
    )
    outline = outline_notebook(
        Notebook("N", (), (), TOPICS, (entry,), ()), make_config(), has_manual=False
    )
    assert outline.topics_by_entry["e/a"] == ("dask", "arrow", "numba", "blaze")
    spots = {name: outline.mentions[f"topic/{name}"][0][1] for name in outline.topics}
    assert {name: read_spots(some) for name, some in spots.items()} == {
        "arrow": [[1], [3, 0, 5]],
        "blaze": [[2, 12, 17], [3]],
        "numba": [[2, 0, 5]],
        "dask": [],
    }
