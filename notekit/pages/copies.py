"""The pictures of notes as files of the site: which are published, and at which address.

What lives here: addresses under ``pictures/`` that are safe, stable and each one's own.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from notekit.images import list_held
from notekit.records import Image, Notebook
from notekit.relations import public_notebook
from notekit.slugs import slugify

FOLDER = "pictures"
_OWN = ("notes", "site", "pages", FOLDER)
"""Folders that an address need not name: they say nothing of what a picture is."""


def place_images(public: Notebook) -> dict[str, tuple[Image, str]]:
    """Give every picture its address: the folders and the name it has, as slugs.

    Two that would share one are told apart by a number, in the order of their paths.
    """
    taken: dict[str, str] = {}
    placed: dict[str, tuple[Image, str]] = {}
    for key in sorted(public.images):
        image = public.images[key]
        address = _address(image)
        number = 2
        while taken.setdefault(address, image.path) != image.path:
            address = _address(image, f"-{number}")
            number += 1
        placed[key] = (image, address)
    return placed


def _address(image: Image, end: str = "") -> str:
    path = PurePosixPath(image.path)
    folders = [slugify(part, "folder") for part in path.parts[:-1] if part not in _OWN]
    name = f"{slugify(path.stem, 'picture')}{end}{image.kind}"
    return "/".join((FOLDER, *folders, name))


def plan_copies(notebook: Notebook, others: Iterable[str] = ()) -> tuple[tuple[Image, str], ...]:
    """The pictures that a public body shows, with their addresses; ``others`` are more bodies.

    One that only private parts show is no part of the site.
    """
    if not notebook.images:
        return ()
    public = public_notebook(notebook)
    placed = place_images(public)
    shown: dict[str, Image] = {}
    held = [key for key in public.prose if key not in public.without_pictures]
    for html in (*map(public.prose.__getitem__, held), *others):
        for typed in list_held(html):
            if typed.key in placed:
                image, address = placed[typed.key]
                shown[address] = image
    return tuple((image, address) for address, image in sorted(shown.items()))
