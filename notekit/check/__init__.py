"""``notekit check``: what was found in the notes, what of it is to be told, and its fixes.

What lives here: ``choice`` (which findings are told), ``look`` (at a notebook or one text),
``comments`` (what they ask for), ``fix`` (files) and ``edits`` (their bytes), which only who fixes
imports: a build tells findings too, and should not wait for them.
"""

from notekit.check.choice import Choice, is_to_be_fixed
from notekit.check.look import Report, check_content, check_notebook, find_files, keep_told

__all__ = [
    "Choice",
    "Report",
    "check_content",
    "check_notebook",
    "find_files",
    "is_to_be_fixed",
    "keep_told",
]
