"""One write that several rooms contribute to, each with a step of its own."""


def write_step(sequence):
    """Declare a generator method of a model as a step of its writes, as :class:`WriteSteps` runs them.

    The sequence decides about the order, never the order of imports: a step prepares what those with a higher number see,
    and follows up after them.
    """
    def declare(method):
        method.write_step = sequence
        return method
    return declare


def find_write_steps(cls):
    """:return: ``[(sequence, name)]`` of the steps that a class and its parents declare, in order; an override without a
        declaration of its own stays where it was
    """
    found = {}
    for parent in reversed(cls.__mro__):
        for name, member in vars(parent).items():
            sequence = getattr(member, "write_step", None)
            if sequence is not None:
                found[name] = sequence
    return sorted((sequence, name) for name, sequence in found.items())


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
