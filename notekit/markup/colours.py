"""Code as HTML, coloured.

What lives here: the one use of Pygments, in short classes and no styles.
"""

from typing import Any

from notekit.markup.mend.lexers import knows_lexer


def render_code(code: str, language: str, formatter: Any) -> str:
    """What stands in a ``pre``: code coloured by Pygments in short classes, and its end.

    It is uncoloured where Pygments knows no such lexer, or one that loses some of it.
    """
    from pygments import format as show
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Token

    name = language if knows_lexer(language) else "text"
    lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    # The lexers of shell sessions drop a last line that has no end.
    tokens = list(lexer.get_tokens(f"{code}\n"))
    if "".join(text for _, text in tokens) != f"{code}\n":
        tokens = [(Token.Text, code)]
    shown = show(tokens, formatter).rstrip("\n")
    return f"<code>{shown}</code></pre>\n"
