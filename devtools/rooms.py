"""The rooms of the add-on ``credit_collection`` from the ground up: ``<kind>/<room>/<file>``, in every kind the same.

A room may use the rooms of lower floors. It may use those of its own floor as well, but better does not.
"""
from pathlib import Path

CORE = "credit_collection"
KINDS = ("models", "tools", "wizard", "report", "controllers", "views", "data", "demo", "tests")
CODE_KINDS = ("models", "tools", "wizard", "report", "controllers")
FLOORS = (
    ("common",),
    ("profile", "rating"),
    ("exposure", "limit", "score", "approval"),
    ("order", "review"),
    ("hold",),
    ("followup", "channel"),
    ("promise", "dispute"),
    ("policy_change", "statement", "workbook", "aging", "alert", "worklist"),
    ("kpi", "forecast", "schedule", "reply", "portal", "agreement", "setup"),
)
# The tests of the room common: the folder cannot have its name beside tests/common.py.
BASE_TESTS = "base"
# Whether ``./dev lint`` refuses what points to a higher floor; until then it prints how often that happens.
FLOORS_ENFORCED = True

FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path):
    """Return the room of a file by its path inside the add-on; None for files outside of all rooms."""
    kind, *rest = Path(path).parts
    if kind not in KINDS or len(rest) < 2:
        return None
    return "common" if (kind, rest[0]) == ("tests", BASE_TESTS) else rest[0]
