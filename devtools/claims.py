"""Which worker runs which tests: what the processes of one run share, through files."""
import hashlib
import json
from pathlib import Path


class Queue:
    """The tests that nobody has taken yet: a folder with one file for each group that somebody has."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.halt = self.folder / "halt"

    def durations(self):
        return json.loads((self.folder / "durations.json").read_text())

    def take(self, group):
        """Return whether this worker is the one that runs ``group``."""
        if self.halt.exists():
            return False
        try:
            (self.folder / hashlib.sha256(group.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True
