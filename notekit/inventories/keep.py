"""An inventory is added to a notebook.

What lives here: what may be an inventory (also as text or JSON, as sphobjinv writes it), and the
writing of the folder ``inventories/``. The bytes are handed in.
"""

import json
import re
from pathlib import Path

from notekit.errors import NotekitError
from notekit.files import update_file, write_file
from notekit.inventories.folder import ADDRESSES, FOLDER
from notekit.inventories.inventory import Inventory, unpack

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


def keep_inventory(root: Path, name: str, content: bytes, address: str | None) -> Inventory:
    """Keep an inventory in the notebook at ``root`` under a name; one of that name is replaced.

    ``address`` is where the pages of its project are; without one the address known before
    stays. Raises NotekitError where the name cannot stand in a role, or the bytes are no
    inventory; nothing is written then.
    """
    if not _NAME.fullmatch(name):
        raise NotekitError(
            f"an inventory cannot be called '{name}'",
            "it stands in :external+NAME:...: take letters, digits, '-', '_' and '.'",
        )
    packed = content
    try:
        text, project, version = unpack(content)
    except ValueError as fault:
        packed = _pack_other(content, str(fault))
        text, project, version = unpack(packed)
    file = root / FOLDER / f"{name}.inv"
    write_file(file, packed)
    known: str | None = None

    def change(old: bytes | None) -> bytes:
        nonlocal known
        addresses = _parse(old)
        if address is not None:
            addresses[name] = f"{address.rstrip('/')}/"
        known = addresses.get(name)
        return (json.dumps(addresses, indent=1, sort_keys=True) + "\n").encode()

    update_file(root / FOLDER / ADDRESSES, change)
    return Inventory(name, file, known, text, project, version)


def _parse(old: bytes | None) -> dict[str, str]:
    try:
        kept = json.loads(old) if old else {}
    except ValueError as fault:
        raise NotekitError(
            f"{FOLDER}/{ADDRESSES} is no JSON: {fault}", "mend it, or remove it and add anew"
        ) from None
    return dict(kept) if isinstance(kept, dict) else {}


def _pack_other(content: bytes, fault: str) -> bytes:
    """An inventory that is text or JSON as Sphinx writes it; NotekitError where it is none."""
    from sphobjinv import Inventory as Other
    from sphobjinv import SphobjinvError, compress

    try:
        if content.lstrip().startswith(b"{"):
            return bytes(compress(Other(dict_json=json.loads(content)).data_file()))
        if content.startswith(b"# Sphinx inventory version 2"):
            return bytes(compress(Other(plaintext=content).data_file()))
    except (SphobjinvError, ValueError, TypeError, KeyError):
        pass
    except Exception as error:  # jsonschema's own kind has no common base with these
        raise NotekitError(f"it cannot be used: {fault}", str(error).split("\n")[0]) from error
    raise NotekitError(f"it cannot be used: {fault}", "name an objects.inv")
