"""What a command works on: the folder it was called for and the notebook found there.

What lives here: the way from ``-C`` and the environment to a Config. Nothing is printed.
"""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from notekit.errors import NotekitError
from notekit.folders import find_config_file, find_notebook

if TYPE_CHECKING:
    from notekit.config import Config


def start_folder(args: Namespace) -> Path:
    """The folder a command starts from: ``-C DIR``, else the current one.

    Raises NotekitError where ``-C`` names no folder.
    """
    if args.notebook is None:
        return Path.cwd()
    folder = Path(args.notebook)
    if not folder.is_dir():
        raise NotekitError(
            f"there is no folder {args.notebook}",
            "-C takes the folder of a notebook, or any folder inside one",
        )
    return folder.resolve()  # without "..": the folders above it are looked at


def find_root(args: Namespace) -> Path:
    """The folder of the notebook a command is about; NotekitError where there is none."""
    # A folder named by hand is meant: no default may step in for it.
    environ = os.environ if args.notebook is None else {}
    return find_notebook(start_folder(args), environ)


def open_notebook(args: Namespace) -> "Config":
    """Find the notebook a command is about and read its settings.

    Raises NotekitError where there is no notebook, or its settings have faults.
    """
    from notekit.config import load_config

    return load_config(find_root(args))


def open_notes(args: Namespace) -> "Config":
    """As ``open_notebook``, but ``-C DIR`` may name any folder of reST, read as it is.

    For commands that only read. Raises NotekitError as ``open_notebook`` does.
    """
    folder = start_folder(args)
    if args.notebook is None or find_config_file(folder) or (folder / "notes").is_dir():
        return open_notebook(args)
    try:
        root = find_notebook(folder, {})
    except NotekitError as fault:
        if not any(folder.rglob("*.rst")):
            raise NotekitError(f"{fault.message}, and no .rst file below", fault.hint) from fault
        from notekit.config import adopt_folder

        return adopt_folder(folder)
    from notekit.config import load_config

    return load_config(root)
