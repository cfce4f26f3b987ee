"""A Page and a template to bytes.

What lives here: the environment that notekit's templates are rendered in, and the writing of
the two markers that only the place of a page can settle: the way to the site's root, and
whether an address of a folder names its ``index.html``.
"""

import os
import sys
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from notekit.pages import Page
from notekit.pages.body import FOLDER, ROOT, mark_address
from notekit.pages.inventory import TEMPLATE as INVENTORY
from notekit.pages.inventory import write_inventory
from notekit.pages.machine import write_calendar

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment


def prepare_environment(env: "Environment", compiled: Path | None = None) -> "Environment":
    """The environment for notekit's templates, made from that of a Pelican generator.

    They escape what they show, unlike Pelican's own, and a name that no page gives is an
    error. ``link(address)`` writes an address within the site (also as a filter); the filter
    ``body`` shows HTML that a page holds; ``calendar`` writes one from its facts.
    ``compiled`` is a folder of the user's own where compiled templates are kept.
    """
    from jinja2 import StrictUndefined
    from markupsafe import Markup

    own = env.overlay(
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=keep_compiled(compiled) if compiled else None,
    )
    own.getattr = partial(_look_up, own)  # type: ignore[method-assign]
    # An overlay shares these tables with what it was made from.
    own.filters = {**env.filters, "link": mark_address, "body": Markup, "calendar": write_calendar}
    own.globals = {**env.globals, "link": mark_address}
    return own


def _look_up(env: "Environment", thing: Any, name: str) -> Any:  # noqa: ANN401 - as Jinja has it
    """What ``thing.name`` means in a template: of a dictionary what it holds, before its methods.

    Jinja asks for the method first, and an error for each thing that is no method takes longer
    than all else on a page of names.
    """
    if type(thing) is dict and name in thing:
        return thing[name]
    return type(env).getattr(env, thing, name)


def keep_compiled(folder: Path) -> "BytecodeCache":
    """Jinja's cache of compiled templates in a folder, without the pickle of its own one.

    What is kept is found by name and source of a template, and Jinja's and Python's versions.
    """
    import marshal

    from jinja2 import BytecodeCache, __version__
    from jinja2.bccache import Bucket

    def seal(bucket: Bucket, code: bytes) -> bytes:
        made_by = f"{__version__} {sys.version} {bucket.checksum}".encode()
        return blake2b(made_by + code, digest_size=20).digest()

    class Compiled(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                kept = (folder / bucket.key).read_bytes()
                code = kept[len(seal(bucket, b"")) :]
                if kept.startswith(seal(bucket, code)):
                    bucket.code = marshal.loads(code)  # noqa: S302 - our own, and sealed

        def dump_bytecode(self, bucket: Bucket) -> None:
            code = marshal.dumps(bucket.code)
            with suppress(OSError):
                folder.mkdir(mode=0o700, exist_ok=True)
                beside = folder / f"{bucket.key}.{os.getpid()}"
                beside.write_bytes(seal(bucket, code) + code)
                beside.replace(folder / bucket.key)

    return Compiled()


def render_page(page: Page, env: "Environment", *, offline: bool) -> bytes:
    """Render a page: its template, shown its context and nothing else, as UTF-8."""
    if page.template == INVENTORY:
        return write_inventory(page.context)
    text = env.get_template(page.template).render(page.context)
    root = "../" * page.path.count("/")
    end = "index.html" if offline else ""
    if not root:
        # An empty address would mean the page itself, with whatever query it was called by.
        text = text.replace(f'"{ROOT}{FOLDER}"', f'"./{end}"')
    text = text.replace(ROOT, root).replace(FOLDER, end)
    return (text if text.endswith("\n") else f"{text}\n").encode()
