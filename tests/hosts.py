"""A Sphinx project of somebody else that has notes in it, built by the real Sphinx.

The fixture that builds it is in ``sphinx_host``.
"""

from sphobjinv import Inventory

from tests.owner import by_class, read_html

NOTES = 'extensions = ["notekit.sphinx_extension"]\nnotekit_notebooks = ["notes/**"]\n'
FRONT = "Host\n====\n\n.. toctree::\n\n   notes/index\n"


def body_of(output, name):
    (body,) = by_class(read_html(output / f"{name}.html"), "body")
    return body


def inventory_of(output):
    """What an inventory holds: (domain:role, name) to the address and the words."""
    inventory = Inventory(zlib=(output / "objects.inv").read_bytes())
    return {
        (f"{one.domain}:{one.role}", one.name): (one.uri_expanded, one.dispname_expanded)
        for one in inventory.objects
    }
