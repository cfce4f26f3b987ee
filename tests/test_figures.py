"""The figures of builds in the manual are those measured: page and picture are made of them."""

import json
from xml.etree import ElementTree as ET

import pytest

from tests.benchmarks.draw_figures import FIGURES, PAGE, PICTURE, draw, tabulate, write_page


@pytest.fixture
def told():
    return json.loads(FIGURES.read_text("utf-8"))


def test_the_picture_in_the_manual_is_drawn_from_the_figures(told):
    assert PICTURE.read_text("utf-8") == draw(told["figures"])


def test_the_table_in_the_manual_is_made_from_the_figures(told):
    page = PAGE.read_text("utf-8")
    assert tabulate(told) in page
    assert page == write_page(page, told)


def test_every_line_is_drawn_with_its_name_and_inside_the_picture(told):
    root = ET.fromstring(draw(told["figures"]))  # noqa: S314  our own
    names = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"notekit, cold", "notekit, one line", "notekit, unchanged", "Pelican"} <= names
    _, _, wide, tall = map(float, root.attrib["viewBox"].split())
    for dot in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(dot.attrib["cx"]) < wide
        assert 0 < float(dot.attrib["cy"]) < tall
