"""One account of the tests that several processes ran: a line for each class, the failures, the numbers last."""
import sys
import threading
import time

# The order in which pytest names them.
CATEGORIES = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warnings", "error")
BAD = ("failed", "error", "subtests failed")
WIDTH = 100
FAILED, INTERRUPTED, NOTHING_FOUND = 1, 2, 5
# What Odoo says of a tour that did not end well; it depends on how quickly a page is drawn, so on the load of the machine.
TOUR = "odoo.startTour("


class Summary:
    """Takes the events of all workers, from the threads that listen to them."""

    def __init__(self, stream=None, *, quiet=False, parts=1):
        self.stream = stream or sys.stdout
        self.quiet = quiet
        self.parts = parts
        self.lock = threading.RLock()
        self.start = time.monotonic()
        self.counts = {}
        self.failures = {}      # a title and what to print below it
        self.lines = {}         # one line for each failure and skipped test
        self.tours = {}         # (title, key of the line) of tours in the browser that failed, by test
        self.warnings = {}
        self.phases = []        # (seconds, when, test)
        self.durations = {}     # by group
        self.letters = {}       # by group that is being run
        self.collected = {}     # number of tests by part: our own, the add-ons'
        self.finished = 0
        self.codes = []

    def take(self, event, worker):
        with self.lock:
            getattr(self, f"_on_{event['event']}")(event, worker)

    def count(self, category, number=1):
        with self.lock:
            self.counts[category] = self.counts.get(category, 0) + number

    def fail(self, title, text, category="error"):
        """Note something other than a test that went wrong."""
        with self.lock:
            self.count(category)
            self.failures[title] = text
            self.lines[title] = f"{category.upper()} {title}"

    def excuse_tour(self, nodeid):
        """Count a tour that failed, and passed when it was run again by itself, as unstable instead."""
        with self.lock:
            title, line = self.tours.pop(nodeid)
            self.counts["failed"] -= 1
            self.count("unstable")
            self.failures[f"{nodeid} (unstable: passed when run again)"] = self.failures.pop(title)
            self.lines[line] = self.lines[line].replace("FAILED", "UNSTABLE", 1)

    def print(self, text=""):
        print(text, file=self.stream, flush=True)

    def _on_collected(self, event, worker):
        if worker.part not in self.collected:
            self.collected[worker.part] = event["count"]
            if event["deselected"]:
                self.count("deselected", event["deselected"])

    def _on_take(self, event, worker):
        worker.groups[event["group"]] = event["count"]
        self.letters[event["group"]] = ""
        self.durations[event["group"]] = 0.0

    def _on_broken(self, event, worker):
        title = f"ERROR collecting {event['nodeid']}"
        if title not in self.failures:  # each worker reports it
            self.fail(title, event["text"])
            self.lines[title] = f"ERROR {event['nodeid']} - {event['message']}"

    def _on_warning(self, event, worker):
        self.warnings.setdefault((event["place"], event["text"]), event["nodeid"])

    def _on_test(self, event, worker):
        group, nodeid, category = event["group"], event["nodeid"], event["category"]
        self.phases.append((event["seconds"], event["when"], nodeid))
        self.durations[group] += event["seconds"]
        self.letters[group] += event["letter"]
        if category:
            self.count(category)
        if "text" in event:
            title = nodeid if event["when"] == "call" else f"{event['when']} of {nodeid}"
            while title in self.failures:
                title += " (again)"
            sections = "".join(f"\n--- {name} ---\n{text}" for name, text in event["sections"])
            self.failures[title] = event["text"] + sections
        if "message" in event:
            self.lines[nodeid, event["when"], len(self.lines)] = f"{category.upper()} {nodeid} - {event['message']}"
            if category == "failed" and TOUR in event["message"]:
                self.tours[nodeid] = title, next(reversed(self.lines))
        if event["when"] == "teardown":
            self.finished += 1
            worker.groups[group] -= 1
            if not worker.groups[group]:
                del worker.groups[group]
                self._show(group)

    def _on_done(self, event, worker):
        worker.done = True
        self.codes.append(event["code"])

    def _show(self, group):
        letters = self.letters.pop(group)
        if self.quiet and not set(letters) & set("FE"):
            return
        known = sum(self.collected.values()) if len(self.collected) == self.parts else 0
        share = f"{100 * self.finished // known:3d}%" if known else "    "
        self.print(f"[{share}] {self.durations[group]:6.1f} s  {group} {letters}")

    def code(self):
        """Return the exit code: 1 for failures, else what pytest says of an interrupted run or one without tests."""
        with self.lock:
            if any(self.counts.get(category) for category in BAD):
                return 1
            # Tests that failed are counted above, unstable tours are not.
            others = [code for code in self.codes if code not in (0, FAILED, NOTHING_FOUND)]
            if others:
                return others[0]
            return 0 if self.counts.get("passed") or self.counts.get("skipped") else NOTHING_FOUND

    def close(self, slowest=0, cpu=None):
        """Print what pytest prints at its end."""
        for title, text in self.failures.items():
            self.print(f"\n{f' {title} ':_^{WIDTH}}\n{text}")
        if self.warnings:
            self.print(f"\n{' warnings ':=^{WIDTH}}")
            self.count("warnings", len(self.warnings))
            for (place, text), nodeid in self.warnings.items():
                self.print(f"{nodeid or place}: {text} ({place})")
        if slowest:
            self.print(f"\n{f' slowest {slowest} durations ':=^{WIDTH}}")
            for seconds, when, nodeid in sorted(self.phases, reverse=True)[:slowest]:
                self.print(f"{seconds:7.2f}s {when:8} {nodeid}")
            for phase in ("setup", "call", "teardown"):
                total = sum(seconds for seconds, when, _test in self.phases if when == phase)
                self.print(f"{total:7.0f}s {phase:8} of all tests")
        if self.lines:
            self.print(f"\n{' short test summary ':=^{WIDTH}}")
            for line in sorted(self.lines.values(), key=lambda line: not line.startswith("SKIPPED")):
                self.print(line)
        self.print(f"{f' {self.total(cpu)} ':=^{WIDTH}}")

    def total(self, cpu=None):
        """Return the last line: the numbers and the time."""
        known = [name for name in CATEGORIES if self.counts.get(name)]
        numbers = [f"{self.counts[name]} {name}" for name in [*known, *sorted(set(self.counts) - set(CATEGORIES))]]
        seconds = int(time.monotonic() - self.start)
        used = f" ({cpu:.0f} s of processor time)" if cpu else ""
        return f"{', '.join(numbers) or 'no tests ran'} in {seconds // 60}:{seconds % 60:02d} min{used}"
