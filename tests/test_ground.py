"""The ground: dependencies, the shape of the house, and what a newcomer types first."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
LOCKED = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK, re.MULTILINE))

# DESIGN.md, section 2, and the two files of git and editors.
TOP = {
    ".ci",
    ".editorconfig",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "notekit",
    "notes",
    "pyproject.toml",
    "requirements.lock",
    "site",
    "tests",
    "theme",
}
PURE = ("records", "diagnostics", "stamps", "config", "facts", "files")


def run(*command: str) -> str:
    """Run a command in the checkout and return what it says; fail with all of it."""
    done = subprocess.run(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def modules() -> list[Path]:
    """Return the modules of the package."""
    return sorted((ROOT / "notekit").rglob("*.py"))


def test_the_lock_names_no_registry_and_no_folder() -> None:
    """The lock installs from wherever pip looks; it holds pins, hashes and who wants what."""
    assert "://" not in LOCK
    lines = re.compile(
        r"|#.*|[a-z0-9.-]+==\S+( ; [^\\]+)? \\| +--hash=sha256:[0-9a-f]{64}( \\)?| +# .*"
    )
    assert [] == [line for line in LOCK.splitlines() if not lines.fullmatch(line)]
    comments = [line for line in LOCK.splitlines() if line.lstrip().startswith("#")]
    assert [] == [line for line in comments if "/" in line]


def test_the_lock_of_the_browser_checks_names_no_registry() -> None:
    """What npm installs comes by name, version and hash from wherever it looks."""
    text = (ROOT / "tests/browser/package-lock.json").read_text()
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}
    assert packages
    assert [] == [name for name, facts in packages.items() if "integrity" not in facts]
    assert '"resolved"' not in text


@pytest.mark.parametrize(
    "text", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
)
def test_the_lock_pins_every_dependency_within_its_range(text: str) -> None:
    """What pyproject.toml asks for is in the lock, in a version that it admits."""
    wanted = Requirement(text)
    assert wanted.specifier.contains(LOCKED[canonicalize_name(wanted.name)])


def test_the_top_level_is_what_the_design_says() -> None:
    """A newcomer sees the folders and files of the plan, and nothing else."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    assert {path.split("/")[0] for path in run("git", "ls-files").splitlines()} == TOP


def test_imports_keep_their_layers() -> None:
    """The contracts of pyproject.toml hold, for imports inside functions too."""
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo")


def test_the_pure_centre_imports_only_the_standard_library() -> None:
    """Whatever is installed, records, stamps and the like start without it."""
    found = set()
    for path in modules():
        name = path.relative_to(ROOT / "notekit").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())) if name in PURE else ():
            if isinstance(node, ast.Import):
                found |= {(name, alias.name.split(".")[0]) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((name, str(node.module).split(".")[0]))
    assert found
    allowed = sys.stdlib_module_names | {"notekit"}
    assert set() == {(name, imported) for name, imported in found if imported not in allowed}


def test_no_module_is_too_long_to_read() -> None:
    """A module of more than 400 lines wants to be two."""
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules()
    }
    assert lengths
    assert {} == {path: length for path, length in lengths.items() if length > 400}


def test_the_readme_commands_are_in_the_makefile() -> None:
    """What the README tells to type is there: make site, make test, and any other."""
    told = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"site", "test"} <= targets
    assert told
    assert told <= targets


def test_make_alone_lists_its_targets() -> None:
    """`make` says what there is to make, and makes nothing."""
    printed = run("make")
    assert "make TARGET" in printed
    for target in ("site", "test", "lint", "types", "contracts", "long", "lock", "clean"):
        assert re.search(rf"^  {target} +\S", printed, re.MULTILINE)
