"""The languages code can be in.

What lives here: the one question whether Pygments knows a language, and which it may have been
meant for. Colours are put on in ``markup.html``.
"""

from notekit.suggest import did_you_mean

_OWN = frozenset({"", "default", "guess", "none", "plain", "rest", "rst", "text"})
"""Names that are no lexer's, and names so common that Pygments need not be asked."""


def find_near_lexers(language: str, *, suggest: bool = True) -> tuple[str, ...] | None:
    """None where ``language`` is known; else those it may have been meant for, if any.

    To ``suggest`` one takes a hundredth of a second.
    """
    name = language.lower()
    if name in _OWN or knows_lexer(name):
        return None
    if not suggest:
        return ()
    from pygments.lexers import LEXERS

    known = {alias for _, _, aliases, _, _ in LEXERS.values() for alias in aliases}
    return did_you_mean(name, sorted(known))


def knows_lexer(language: str) -> bool:
    """Whether Pygments itself brings a lexer of this name.

    Asked for a name it does not have, Pygments looks for plugins in every installed package,
    a hundredth of a second each time.
    """
    from pygments.lexers import LEXERS  # a table of names, without the lexers

    name = language.lower()
    return any(name in aliases for _, _, aliases, _, _ in LEXERS.values())
