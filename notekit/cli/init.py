"""``notekit init``: make a notebook that builds at once."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from notekit.cli.context import start_folder
from notekit.cli.output import tell
from notekit.errors import NotekitError
from notekit.files import write_file
from notekit.folders import find_config_file

HELP = "make a notebook, with an example event to look at"

EPILOG = """\
In a folder that has notes/ already, only what a notebook lacks is added. A file
that is there is never touched.

  notekit init talks
  notekit init --theme          in a notebook: copy the theme, to change it
"""

STARTER = Path(__file__).parent.parent / "starter"
"""The files a new notebook begins with."""

_EXAMPLE = "example-conf-2026"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what ``init`` takes."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help="default: here")
    parser.add_argument(
        "--theme", action="store_true", help="copy the site's theme into the notebook instead"
    )


def run(args: Namespace) -> int:
    """Write the files of a new notebook and say what to do next."""
    folder = Path(os.path.normpath(start_folder(args) / args.folder))
    if args.theme:
        return _copy_theme(args, folder)
    files = choose_files(folder)
    for name, content in files.items():
        write_file(folder / name, content, replace=False)
    begun = any(_EXAMPLE in name for name in files)
    with_what = ", with an example event to look at" if begun else ""
    lines = [f"{folder} is a notebook now{with_what}.", "", "Next:"]
    if folder != Path.cwd():
        lines.append(f"  cd {_shorten(folder)}")
    lines += [
        '  notekit new "Title of the talk" --speaker "Its speaker"',
        "  notekit build",
        "  notekit serve",
    ]
    if ".gitignore" not in files and "site/_build" not in _read(folder / ".gitignore"):
        lines += ["", "Add 'site/_build/' to .gitignore: it is made anew by every build."]
    tell(args, "\n".join(lines))
    return 0


def _copy_theme(args: Namespace, folder: Path) -> int:
    """Copy the theme to ``theme/`` of a notebook, and say how it comes into use."""
    from notekit.pages.page import theme_path

    if find_config_file(folder) is None:
        raise NotekitError(f"{folder} is no notebook", "run 'notekit init' there first")
    place = folder / "theme"
    if _is_there(place):
        raise NotekitError(
            f"{place} is there already", "nothing was written; move it away to have a new copy"
        )
    source = theme_path()
    for file in sorted(source.rglob("*")):
        if file.is_file():
            write_file(place / file.relative_to(source), file.read_bytes(), replace=False)
    lines = [
        f"the theme is in {_shorten(place)} now.",
        "",
        "Next:",
        '  write  theme = "theme"  under [site] in notekit.toml',
        "  keep what you change and remove the rest, which then comes from notekit itself",
    ]
    tell(args, "\n".join(lines))
    return 0


def choose_files(folder: Path) -> dict[str, bytes]:
    """Decide what to write: the content of each file by its path in the notebook.

    Raises NotekitError where ``folder`` is a notebook already or something is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise NotekitError(f"{folder} is there and is no folder", "name another place")
    if (file := find_config_file(folder)) is not None:
        raise NotekitError(
            f"{folder} is a notebook already: it has {file.name}",
            "nothing was written; 'notekit new' adds to it",
        )
    files = {
        path.relative_to(STARTER).as_posix(): path.read_bytes()
        for path in sorted(STARTER.rglob("*"))
        if path.is_file()
    }
    files[".gitignore"] = files.pop("gitignore")
    if (folder / "notes").is_dir():
        example = f"notes/{_EXAMPLE}/"
        files = {name: content for name, content in files.items() if not name.startswith(example)}
        return {name: content for name, content in files.items() if not _is_there(folder / name)}
    if _is_there(folder / ".gitignore"):
        del files[".gitignore"]
    in_the_way = [name for name in ("notekit.toml", "notes") if _is_there(folder / name)]
    if in_the_way:
        raise NotekitError(
            f"{folder} already holds {' and '.join(in_the_way)}",
            "nothing was written; move it away, or name another place",
        )
    return files


def _is_there(path: Path) -> bool:
    return os.path.lexists(path)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _shorten(folder: Path) -> str:
    import shlex

    here = Path.cwd()
    inside = folder.is_relative_to(here)
    return shlex.quote(str(folder.relative_to(here) if inside else folder))
