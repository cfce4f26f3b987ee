"""The text of a file as lines: the same for whoever counts them.

What lives here: where lines end, tabs, and characters that cannot be seen. Imports only the
standard library, so that what only shows lines needs no docutils.
"""

import re

TAB_WIDTH = 8

_CONTROL = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t\r\v\f"}
_CONTROL[0x7F] = 0x2421
# docutils takes these for line ends, editors do not.
_CONTROL |= dict.fromkeys((0x85, 0x2028, 0x2029), 0x2424)

_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def split_source(source: str) -> tuple[str, ...]:
    """Split a file's text into lines, tabs expanded and control characters made visible.

    Lines end at CR LF, LF or CR and nowhere else, so that numbers agree with editors.
    """
    source = source.removeprefix("\ufeff").translate(_CONTROL)
    typed = _LINE_ENDS.split(source)
    if typed and not typed[-1]:
        typed.pop()
    return tuple(_plain_blanks(text).expandtabs(TAB_WIDTH).rstrip() for text in typed)


def _plain_blanks(text: str) -> str:
    return text.replace("\v", " ").replace("\f", " ") if "\v" in text or "\f" in text else text
