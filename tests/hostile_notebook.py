"""A notebook of notes that try to read files, to fetch and to run, in every place a page shows.

What lives here: what they try, and the building of site and book from them. That nothing comes
of it is told by tests/test_harmless.py and, in a browser, by tests/browser/test_harmless_seen.py.
"""

import json

from tests.owner import make_notebook, run_notekit

SECRET = "kakapo-7f3a"  # noqa: S105  no password, only a word to look for
"""What stands in files that nobody may read, inside the notebook and outside."""

RUN = "aye-aye"
"""What is called where something runs."""

SCRIPT = (
    f"\"'></title></script></pre></textarea><script>{RUN}()</script><img src=x onerror={RUN}()>"
)

ADDRESSES = (
    f"javascript:{RUN}()",
    f"JaVaScRiPt:{RUN}()",
    f"java\tscript:{RUN}()",
    f"\x01javascript:{RUN}()",
    f" javascript:{RUN}()",
    f"javascript&colon;{RUN}()",
    f"&#106;avascript:{RUN}()",
    f"javascript\u200b:{RUN}()",
    f"vbscript:{RUN}()",
    f"data:text/html,<script>{RUN}()</script>",
    f"DATA:text/html;base64,{RUN}",
    "file:///etc/passwd",
    f"//evil.example/{RUN}",
    f"\\\\evil.example\\{RUN}",
    f"http:javascript:{RUN}()",
    f'https://evil.example/"onclick="{RUN}()',
    f"https://evil.example/'onclick='{RUN}()",
    f"feed:javascript:{RUN}()",
    f"jar:javascript:{RUN}()",
    f"blob:{RUN}",
)

DIRECTIVES = (
    ".. include:: {0}",
    ".. include:: {0}\n   :literal:",
    ".. literalinclude:: {0}",
    ".. csv-table::\n   :file: {0}",
    ".. csv-table::\n   :url: file://{0}",
    ".. raw:: html\n   :file: {0}",
    ".. raw:: html\n   :url: file://{0}",
    ".. raw:: html\n\n   <script>aye-aye()</script>",
    ".. role:: danger(raw)\n   :format: html\n\n:danger:`<script>aye-aye()</script>`",
    ".. image:: {0}",
    ".. figure:: {0}",
    ".. code::\n   :file: {0}",
    ".. math::\n   :file: {0}",
    ":download:`{0}`",
    ":download:`x <{0}>`",
    ".. only:: __import__('os').system('touch aye-aye')\n\n   words",
    ".. ifconfig:: __import__('os').system('touch aye-aye')\n\n   words",
    ".. automodule:: antigravity",
    ".. autofunction:: os.system",
    ".. graphviz:: {0}",
    ".. inheritance-diagram:: antigravity",
    ".. toctree::\n   :glob:\n\n   ../*\n   {0}",
    ".. meta::\n   :http-equiv=refresh: 0;url=javascript:aye-aye()",
    '.. class:: x" onclick="aye-aye()\n\nwords',
    '.. container:: x" onclick="aye-aye()\n\n   words',
    '.. code:: x"><script>aye-aye()</script>\n\n   words',
    '``` x"><script>aye-aye()</script>\nwords\n```',
    '.. figure:: x.png\n   :figclass: x" onclick="aye-aye()\n   :target: javascript:aye-aye()',
    '.. image:: x.png\n   :align: left" onclick="aye-aye()\n   :alt: "><script>aye-aye()</script>',
    '.. _x" onclick="aye-aye(): http://evil.example/',
    '.. admonition:: <script>aye-aye()</script>\n   :name: "><b onclick="aye-aye()">\n\n   words',
    ":math:`\\href{{javascript:aye-aye()}}{{x}} \\text{{<script>aye-aye()</script>}}`",
    ".. math::\n\n   \\style{{x}}{{y}} </math><script>aye-aye()</script>",
    "{{{{ cycler.__init__.__globals__.os.popen('touch aye-aye') }}}} {{% include '{0}' %}}",
    ':talk:`"><script>aye-aye()</script>` :speaker:`<script>aye-aye()</script>`',
    "\x0e<script>aye-aye()</script>\x0f \x02talk\x1f<script>\x1f<script>aye-aye()</script>\x03",
    '\x04{{"address": "x"}}\x05 \x10\x11',
    "<!-- <script>aye-aye()</script> --> <script>aye-aye()</script> &lt;script&gt;",
)  # fmt: skip

PLACES = (
    "secret.txt",
    "../secret.txt",
    "../../secret.txt",
    "../../outside.txt",
    "/OUTSIDE",
    "OUTSIDE",
)


def hostile_log(outside):
    """A log that tries everything, beside the secrets."""
    places = [place.format(outside) for place in PLACES]
    blocks = [
        directive.format(place)
        for directive in DIRECTIVES
        for place in (places if "{0}" in directive else places[:1])
    ]
    for address in ADDRESSES:
        blocks += [
            f"`words <{address}>`_", f"`{address}`__", f"{address}", f".. _a: {address}", "a_",
            f".. image:: x.png\n   :target: {address}", f".. |s{len(blocks)}| image:: {address}",
        ]  # fmt: skip
    return "\n\n".join(blocks)


def stamped(title, body, **fields):
    """An entry of a log."""
    typed = "".join(f":{name}: {value}\n" for name, value in fields.items())
    return (
        "Tue Mar 19 12:03:49 EDT 2013\n============================\n\n"
        f"{title}\n{'~' * 2 * len(title)}\n{typed}\n{body}\n\n"
    )


def hostile_files(body):
    """The notes: what tries everything in bodies, and in every fact a page shows."""
    facts = "".join(
        f":{name}: {SCRIPT}\n" for name in ("name", "place", "zone", "start", "end", "x")
    )
    about = dict.fromkeys(("speaker", "room", "topics", "kind", "id", "was"), SCRIPT)
    script = f"javascript:{RUN}()"
    marks = f'"{SCRIPT}" - {SCRIPT}\n\n# {SCRIPT}\n\nTODO {SCRIPT}\n\nQ: {SCRIPT}?\n\nA: {SCRIPT}'
    return {
        "secret.txt": SECRET,
        "conf/secret.txt": SECRET,
        "docutils.conf": "[general]\nfile_insertion_enabled: on\nraw_enabled: on\n",
        "conf.py": f"open({RUN!r}, 'w')\n",
        "index.rst": f"{SCRIPT}\n{'=' * 200}\n\n{body}\n",
        "conf/index.rst": f"Conf\n====\n\n{facts}:url: {script}\n\n{body}\n",
        "speakers.rst": f"Ann\n===\n:url: {script}\n:handle: {SCRIPT}\n:aliases: {SCRIPT}\n\n{body}"
        f"\n\n{SCRIPT}\n{'=' * 200}\n\n:url: data:text/html,{RUN}\n\nwords\n",
        "topics.rst": f".. glossary::\n\n   {SCRIPT}\n   B\n      words\n\n{body}\n",
        "conf/log.rst": stamped("Plain", body, speaker="Ann", topics="B")
        + stamped(SCRIPT, "words", slides=script, recording=f"data:text/html,{RUN}", **about)
        + stamped("Quotes", marks),
        "conf/odd.rst": stamped("../../../evil", "words", id="../../../evil", was="../../../evil"),
        f"conf/{RUN}'\"><b>.rst": "words",
    }


def publish(folder):
    """Make the notebook in a folder, secrets around it, and build its site and its book there."""
    outside = folder / "outside.txt"
    outside.write_text(f"{SECRET}\n")
    settings = f"name = {json.dumps(SCRIPT)}\nsite_url = 'https://me.example/notes'\n"
    config = make_notebook(folder / "book", hostile_files(hostile_log(outside)), settings)
    for name in ("docutils.conf", "conf.py", "secret.txt"):
        (config.root / name).write_bytes((config.notes / name).read_bytes())
    (folder / "secret.txt").write_text(SECRET)
    for what, out in (((), "site"), (("book",), "html")):
        command = ("-C", config.root, "build", *what, "-o", folder / out)
        run_notekit(*command, home=folder / "home", cwd=config.root)
