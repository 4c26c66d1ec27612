"""One write that several rooms contribute to, each with a step of its own."""


class WriteSteps:
    """Steps around one write. A step is a generator that yields the values to write, prepared by it, is resumed with the
    written records, and then does what follows from the write. What is prepared last is followed up first, as in nested
    calls.

    :param iterable steps: functions of the values
    :param dict values: what is to be written
    """

    def __init__(self, steps, values):
        self.values = values
        self._running = []
        for step in steps:
            running = step(self.values)
            self._running.append(running)
            self.values = next(running)

    def finish(self, records):
        """Let each step follow up the write of ``records``."""
        while self._running:
            try:
                self._running.pop().send(records)
            except StopIteration:
                continue
            raise RuntimeError("A step of a write yields once.")

    def close(self):
        """End the steps that were not finished, after a failure of the write."""
        while self._running:
            self._running.pop().close()
