"""The fields of the index, as Whoosh keeps them. Importing this module imports Whoosh.

What lives here: the schema, and the formats of its postings. Words are not looked for by Whoosh:
they come as postings that ``words`` has made, once for all fields that want them.

An entry is one document. Its main field, ``text``, holds all that a plain word may find
(title, speakers, topics, event, then the entry's own lines), each part with its own weight,
so that a word costs one lookup and a hit in a title outweighs one in the text. The same
words stand unstemmed in ``words``, for prefixes and suggestions; ``title``,
``speaker``, ``event`` and ``topic`` repeat their part for searches in that field alone, and
``in_quote`` and the like the words of the marks of a kind.
"""

from typing import Any

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Format

from notekit.filters import MARKED
from notekit.search.tree import MARKED_FIELD

NO_TIME = -(2**62)
"""When an entry without a time stands in the order of time: before all others."""

NO_DAY = 0
"""The day of an entry without one; others are counted from 1 January of the year 1."""


class Placed(Format):  # type: ignore[misc,unused-ignore]
    """Postings that ``words`` made, each with the places of its word.

    It is stored, pickled, inside the index.
    """

    def word_values(self, value: Any, analyzer: Any, **kwargs: Any) -> Any:  # noqa: ANN401, ARG002  # Whoosh's own signature
        """Give the postings to Whoosh as they come."""
        return value


class Counted(Placed):
    """Postings without places."""

    posting_size = 0


def make_schema() -> Schema:
    """The fields of the index of a notebook."""
    placed, counted = FieldType(Placed(), None), FieldType(Counted(), None)  # type: ignore[arg-type,no-untyped-call,unused-ignore]
    return Schema(
        id=ID(stored=True, unique=True, sortable=True),
        kind=counted,
        state=counted,
        path=counted,
        text=placed,
        words=counted,
        title=placed,
        speaker=placed,
        event=placed,
        topic=placed,
        room=placed,
        when=COLUMN(NumericColumn("q", default=NO_TIME)),  # type: ignore[no-untyped-call]
        day=COLUMN(NumericColumn("i", default=NO_DAY)),  # type: ignore[no-untyped-call]
        shown=STORED,
        **{f"{MARKED_FIELD}{kind}": placed for kind in MARKED},
    )
