"""Bring the index up to date with the notebook: by difference, in one commit.

What lives here: which entries are new, changed or gone, the one Whoosh writer, and when old
segments are merged. Whether an index may be opened at all is decided in ``trust``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from notekit.errors import NotekitError
from notekit.search.spellings import write_spellings
from notekit.search.trust import (
    DAMAGE,
    ENTRIES,
    Index,
    Noted,
    Unusable,
    check_index,
    lock_index,
    new_index_folder,
    open_folder,
    prepare_folder,
    remove_strays,
    write_beside,
    write_manifest,
)

if TYPE_CHECKING:
    from notekit.records import Notebook

Writer = Any
Segment = Any
"""Whoosh's own; see ``trust`` on its types."""

_MEMORY = 16
"""Megabytes of postings held, by Whoosh's estimate, before they are put aside on disk."""

_FEW = 50
_BIG = 4000


class IndexReport(NamedTuple):
    """What an update did.

    ``added`` entries are new or changed, ``removed`` ones changed or gone; ``rebuilt`` says
    that all was made anew, and ``reason`` why an index that was there could not be kept.
    """

    added: int
    removed: int
    rebuilt: bool
    reason: str | None = None


def update_index(
    notebook: "Notebook", folder: Path, *, language: str = "en", notes: str = "", wait: float = 60.0
) -> IndexReport:
    """Make the index in ``folder`` answer for this notebook.

    ``language`` is the one words are stemmed in; ``notes`` is an opaque name for the state of
    the notes, given back by ``indexed_notes``; ``wait`` is for how many seconds another process
    that updates the same index is waited for.
    Raises NotekitError where it takes longer, or where the folder cannot be used.
    """
    try:
        unusable = prepare_folder(folder)
        with lock_index(folder, wait) as held:
            if not held:
                raise NotekitError(
                    "another notekit is bringing the index up to date",
                    "try again in a moment, or search what is indexed with --no-refresh",
                )
            return _update(notebook, folder, unusable, language, notes)
    except OSError as error:
        raise NotekitError(
            f"the index in {folder} cannot be written: {error.strerror or error}",
            "make room or set XDG_CACHE_HOME to a folder that can be written",
        ) from error


def indexed_notes(folder: Path, language: str = "en") -> str | None:
    """The state of the notes that a sound index answers for; None where there is none."""
    index = check_index(folder, language)
    return index.notes if isinstance(index, Index) else None


def _update(
    notebook: "Notebook", folder: Path, unusable: Unusable | None, language: str, notes: str
) -> IndexReport:
    from notekit.search.words import find_stemmer

    find_stemmer(language)
    index = unusable or check_index(folder, language)
    reason = index.reason if isinstance(index, Unusable) else None
    if isinstance(index, Index):
        remove_strays(folder, index)
        if notes and notes == index.notes:  # who was waited for has done it
            return IndexReport(0, 0, rebuilt=False)
        try:
            return _refresh(notebook, folder, index, language, notes)
        except DAMAGE as error:
            if isinstance(error, OSError):
                raise
            reason = f"it could not be read ({type(error).__name__})"
    return _rebuild(notebook, folder, language, notes, reason)


def _rebuild(
    notebook: "Notebook", folder: Path, language: str, notes: str, reason: str | None
) -> IndexReport:
    from notekit.search.documents import draft_documents, list_fields
    from notekit.search.schema import make_schema
    from notekit.search.words import make_splitter

    place = new_index_folder(folder)
    index = open_folder(place).create_index(make_schema())
    writer = _begin(index)
    stemmed, plain = make_splitter(language), make_splitter(None)
    digests = {}
    for draft in draft_documents(notebook):
        writer.add_document(**list_fields(draft.make(), stemmed, plain))
        digests[draft.id] = draft.digest
    writer.commit(merge=False)
    write_spellings(notebook, place)
    _finish(folder, place, digests, language, notes)
    return IndexReport(len(digests), 0, rebuilt=True, reason=reason)


def _refresh(
    notebook: "Notebook", folder: Path, index: Index, language: str, notes: str
) -> IndexReport:
    from notekit.search.documents import draft_documents, list_fields
    from notekit.search.words import make_splitter

    known: dict[str, str] = json.loads((index.folder / ENTRIES).read_bytes())
    digests: dict[str, str] = {}
    changed = []
    for draft in draft_documents(notebook):
        digests[draft.id] = draft.digest
        if known.get(draft.id) != draft.digest:
            changed.append(draft)
    gone = [name for name in known if known[name] != digests.get(name)]
    if changed or gone:
        stemmed, plain = make_splitter(language), make_splitter(None)
        fields = (list_fields(draft.make(), stemmed, plain) for draft in changed)
        _write_difference(index.folder, fields, gone)
    respelt = write_spellings(notebook, index.folder)
    if changed or gone or respelt or notes != index.notes:
        _finish(folder, index.folder, digests, language, notes, index.files)
    return IndexReport(len(changed), len(gone), rebuilt=False)


def _write_difference(place: Path, changed: Iterable[dict[str, Any]], gone: Iterable[str]) -> None:
    # The lock around this is our own; no other writer can hold Whoosh's.
    writer = _begin(open_folder(place).open_index(), timeout=1.0)
    try:
        reader = writer.reader()
        numbers = [number for name in gone for number in _numbers_of(reader, name)]
        reader.close()
        for number in numbers:
            writer.delete_document(number)
        count = 0
        for fields in changed:
            writer.add_document(**fields)
            count += 1
        writer.commit(mergetype=_merge_policy(count))
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _begin(index: Any, **options: Any) -> Writer:  # noqa: ANN401  # Whoosh's own
    from notekit.search.pool import BlockPool

    writer = index.writer(compound=False, **options)
    place = (writer.pool.tempstore, writer.pool.segment)
    writer.pool = BlockPool(*place, limitmb=_MEMORY)  # type: ignore[no-untyped-call]
    return writer


def _numbers_of(reader: Any, name: str) -> Iterator[int]:  # noqa: ANN401  # Whoosh's own
    """The documents of an entry; there is one at most."""
    if ("id", name) in reader:
        matcher = reader.postings("id", name)
        while matcher.is_active():
            yield matcher.id()
            matcher.next()


def _finish(
    folder: Path,
    place: Path,
    digests: dict[str, str],
    language: str,
    notes: str,
    earlier: Mapping[str, Noted] | None = None,
) -> None:
    write_beside(place / ENTRIES, json.dumps(digests))
    index = write_manifest(folder, place, language=language, notes=notes, earlier=earlier)
    remove_strays(folder, index)


def _merge_policy(added: int) -> Callable[[Writer, list[Segment]], list[Segment]]:
    """Whoosh's way to ask which segments to keep; the others are copied into the new one."""

    def merge(writer: Writer, segments: list[Segment]) -> list[Segment]:
        from whoosh.reading import SegmentReader

        sizes = [(one.doc_count(), one.doc_count_all() - one.doc_count()) for one in segments]
        kept = choose_kept(sizes, added)
        for place, segment in enumerate(segments):
            if place not in kept and segment.doc_count():
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
        return [segments[place] for place in sorted(kept)]

    return merge


def choose_kept(sizes: Sequence[tuple[int, int]], added: int) -> frozenset[int]:
    """Which segments, by their (live, deleted) entries, an update of ``added`` leaves alone.

    From the smallest up, a segment is merged while it is at most twice as large as what is
    copied so far. So each that stays is more than twice the sum of all smaller ones, and
    their number grows with the logarithm of the entries, at the price of copying an entry a
    few times in its life. One of thousands of entries is left alone unless about as many
    changed, since nobody should wait for it, or unless two thirds of it are deleted.
    """
    kept = set()
    copied = max(added, _FEW)
    limit = max(_BIG, 2 * added)
    for place in sorted(range(len(sizes)), key=lambda place: sizes[place]):
        live, dead = sizes[place]
        if live <= min(2 * copied, limit) or dead > 2 * live:
            copied += live
        else:
            kept.add(place)
    return frozenset(kept)
