"""What a browser sees of a page: what it asks for, what it weighs, what it runs into.

What lives here: one look at a page, as data, and the questions that are asked of it. Each
question answers with its findings, so that no finding is an empty list.
"""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, Request, Response

from tests.browser.tools import AXE

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

ABORTED = "Transition was"
"""Chromium's word for a view transition that a test's own haste cut short; not the page's fault."""

_FACTS = """() => ({
    kind: document.body.className,
    headings: document.querySelectorAll('h1').length,
    canonical: document.querySelector('link[rel=canonical]')?.href ?? '',
    viewport: document.querySelector('meta[name=viewport]')?.content ?? '',
    typed: document.querySelector('article .prose')?.innerHTML.length ?? 0,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    joined: [...document.querySelectorAll('main :is(a, bdi, code, span, time)')].filter(it =>
        it.nextSibling?.nodeType === 1 && !it.closest('pre, svg, .prose')
        && /[\\p{L}\\p{N}]$/u.test(it.textContent)
        && /^[\\p{L}\\p{N}]/u.test(it.nextSibling.textContent)
        && it.nextSibling.matches('a, bdi, code, span, time')).map(it => it.parentNode.textContent),
    stored: Object.keys(localStorage).concat(Object.keys(sessionStorage), document.cookie || []),
})"""


@dataclass(slots=True)
class Look:
    """What was seen of one page."""

    url: str
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    facts: dict = field(default_factory=dict)


def look(context: BrowserContext, url: str) -> Look:
    """Open a page and note what happens until it has loaded.

    ``weights`` are bytes before compression, by what the browser takes a file for. Not for
    a page that leads on at once.
    """
    seen = Look(url)
    page = context.new_page()
    answers: list[Response] = []
    page.on("request", lambda request: _note_request(seen, request))
    # Playwright marks what it is handed, which a method of a list does not let itself be.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.on("requestfailed", lambda request: seen.failed.append(f"{request.url} {request.failure}"))
    page.on("console", lambda said: _note(seen, said.type, said.text))
    page.on("pageerror", lambda error: _note(seen, "error", str(error)))
    page.goto(url, wait_until="load")
    for answer in answers:
        if answer.status >= 400:
            seen.failed.append(f"{answer.url} {answer.status}")
        elif answer.status == 200:
            seen.weights[answer.request.resource_type] += int(answer.headers["content-length"])
    seen.facts = page.evaluate(_FACTS)
    page.close()
    return seen


def _note_request(seen: Look, request: Request) -> None:
    seen.asked.append(request.url)
    seen.weights.setdefault(request.resource_type, 0)


def _note(seen: Look, kind: str, text: str) -> None:
    if kind in {"error", "warning"} and not text.startswith(ABORTED):
        seen.said.append(f"{kind}: {text}")


def ask_for_strangers(seen: Look, front: str) -> list[str]:
    """What the page asked of another host, or of this host outside its own folder."""
    return [url for url in seen.asked if not url.startswith((front, "data:"))]


def ask_for_shape(seen: Look) -> list[str]:
    """What every page must have, and must not be wider than."""
    facts = seen.facts
    found = []
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} h1")
    if "width=device-width" not in facts["viewport"] or "scale=1.0" in facts["viewport"]:
        found.append(f"viewport {facts['viewport']!r}")
    if facts["wide"] > 0:
        found.append(f"{facts['wide']} px wider than the window")
    found += [f"words that run together: {text}" for text in facts["joined"]]
    found += [f"keeps {name}" for name in facts["stored"]]
    return found


def ask_for_weight(seen: Look, limit: int) -> list[str]:
    """How far HTML, CSS and script together are above so many bytes; and any font."""
    weight = sum(seen.weights.get(kind, 0) for kind in ("document", "stylesheet", "script"))
    found = [f"{weight:,} bytes"] if weight > limit else []
    return found + (["a font"] if "font" in seen.weights else [])


def run_axe(page: Page, scheme: str, width: int) -> list[str]:
    """What axe-core objects to on an open page, in a colour scheme and a window so wide.

    The page's context has to bypass its policy, which would not let axe in.
    """
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 844})
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    options = {"runOnly": list(RULES), "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{scheme} {width} px: {fault['id']}: {node['html']}: {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
