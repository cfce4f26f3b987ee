"""Every kind of finding about the notes: the list that is also its own manual.

What lives here: RULES, joined from a module a subject. A rule's words are shown by
``notekit explain`` and on the manual's page of diagnostics; its example is a test.
Imports only the standard library and what stands in this package.
"""

from notekit.rules.dialect import DIALECT_RULES
from notekit.rules.entries import ENTRY_RULES
from notekit.rules.lists import LIST_RULES
from notekit.rules.markup import MARKUP_RULES
from notekit.rules.notebook import NOTEBOOK_RULES
from notekit.rules.rule import SEVERITIES, Rule

__all__ = ["RULES", "SEVERITIES", "Rule"]

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (*ENTRY_RULES, *MARKUP_RULES, *LIST_RULES, *DIALECT_RULES, *NOTEBOOK_RULES)
}
"""Every kind of finding by its code, in the order of the manual's page."""
