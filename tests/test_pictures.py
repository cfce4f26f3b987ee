"""pictures: what is drawn says what was noted, the same every time, and can be reached by all."""

import re
from xml.etree import ElementTree as ET

import pytest

from notekit.pages import plan_pages
from notekit.pictures import (
    Box,
    Node,
    draw_day,
    draw_neighbours,
    draw_pace,
    draw_topics,
    draw_year,
)
from tests.site_sample import NOTEBOOK, at, make_config, make_entry
from tests.test_pages import notebook_of, plan

BOXES = (
    Box("First <b>", "a/", "Hall", 9 * 60, 10 * 60, 1.0),
    Box("Beside", "b/", "Attic", 9 * 60, 9 * 60 + 30, 0.5),
    Box("Over it", "c/", "Hall", 9 * 60 + 30, 10 * 60, 0.0),
    Box("Short", "d/", "Attic", 9 * 60 + 30, 9 * 60 + 31, 0.1),
)
NODES = tuple(Node(f"Topic & {number}", f"topics/{number}/", number + 1) for number in range(30))
EDGES = {(number, number + 1): number for number in range(29)}
PICTURES = {
    "day": draw_day("A day", BOXES),
    "topics": draw_topics("Topics", NODES, EDGES),
    "neighbours": draw_neighbours("Near", NODES[0], NODES[1:12]),
    "pace": draw_pace("Pace", [1, 0, 4]),
    "year": draw_year("2013", {1: 2, 366: 5}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_xml_with_a_title_and_neither_style_nor_script(name):
    picture = ET.fromstring(PICTURES[name])  # noqa: S314 (our own)
    assert picture.findtext("title") == picture.get("aria-label")
    for part in picture.iter():
        assert part.tag not in ("style", "script")
        assert not [key for key in part.attrib if key.startswith("on") or key == "style"]
        assert not {"fill", "stroke", "color"}.intersection(part.attrib)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_with_links_is_a_group_and_another_an_image(name):
    picture = ET.fromstring(PICTURES[name])  # noqa: S314 (our own)
    assert ("group" if picture.findall("a") else "img") == picture.get("role")


def rectangles(picture: str, name: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the boxes of a class."""
    found = []
    for box in ET.fromstring(picture).iter("rect"):  # noqa: S314 (our own)
        if box.get("class") == name:
            x, y, width, height = (float(box.get(key, 0)) for key in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def test_boxes_of_a_day_never_lie_on_each_other_and_stay_in_the_picture():
    boxes = rectangles(PICTURES["day"], "box")
    size = [
        float(part) for part in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', PICTURES["day"])[0]
    ]
    assert 4 == len(boxes)
    for place, one in enumerate(boxes):
        assert one[0] >= 0 <= one[1]
        assert one[2] <= size[0]
        assert one[3] <= size[1]
        for other in boxes[place + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_a_box_is_filled_by_how_much_was_noted():
    widths = [right - left for left, _, right, _ in rectangles(PICTURES["day"], "noted")]
    assert [0.5, 0.1, 1.0] == [round(width / max(widths), 1) for width in widths[:2] + widths[2:3]]


def test_names_of_a_graph_stand_on_lines_of_their_own():
    ys = re.findall(r'<text x="[\d.]+" y="([\d.]+)"', PICTURES["topics"])
    assert 30 == len(set(ys))


def test_a_day_of_two_entries_is_drawn_and_one_alone_is_not():
    entries = [
        make_entry(f"e/{n}", f"T{n}", "x", **at("2013-03-19", n)) for n in ("10:00", "23:50")
    ]
    picture = plan(notebook_of(*entries))["e/days/2013-03-19/"].context["picture"]
    assert 2 == picture["html"].count('class="box"')
    assert "\x10e/10:00/\x11" in picture["html"]
    assert "24:00" not in picture["html"]
    assert plan(notebook_of(entries[0]))["e/days/2013-03-19/"].context["picture"] is None


def test_the_pace_of_a_talk_is_told_where_times_were_noted():
    noted = "[10:01] a\n[10:02] b\nmore\n[10:10] c"
    pages = plan(notebook_of(make_entry("e/a", "A", noted), make_entry("e/b", "B", "[10:01] a")))
    assert "most from 10:01 on" == pages["e/a/"].context["pace"]["words"]
    assert 3 == pages["e/a/"].context["pace"]["html"].count("<path")
    assert pages["e/b/"].context["pace"] is None


def test_no_picture_names_what_is_private():
    for page in plan_pages(NOTEBOOK, make_config(), ()):
        assert "Zeppelin" not in str(page.context)
        assert "Secret" not in str(page.context)
