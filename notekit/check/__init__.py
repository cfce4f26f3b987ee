"""``notekit check``: what was found in the notes, what of it is to be told, and its fixes.

What lives here: ``choice`` (which findings are told), ``look`` (at a notebook or one text),
``comments`` (what they ask for), ``fix`` (files) and ``edits`` (their bytes).
"""

from notekit.check.choice import Choice, is_to_be_fixed
from notekit.check.fix import FixedFile, fix_text, join_all, plan_fixes, write_fixes
from notekit.check.look import Report, check_content, check_notebook, find_files, keep_told

__all__ = [
    "Choice",
    "FixedFile",
    "Report",
    "check_content",
    "check_notebook",
    "find_files",
    "fix_text",
    "is_to_be_fixed",
    "join_all",
    "keep_told",
    "plan_fixes",
    "write_fixes",
]
