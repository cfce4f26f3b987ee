"""What an entry can be. A module of its own, because capture must start without ``records``."""

KINDS = ("keynote", "talk", "tutorial", "lightning", "panel", "sprint", "side-note", "journal")
"""What an entry can be. All but the last two are talks."""

NOT_TALKS = frozenset({"side-note", "journal"})
