"""A time that the other side cannot stretch, not even by sending letter by letter."""
import io
import time


def get_rest(deadline):
    """:return: seconds that are left
    :raise TimeoutError: when there are none
    """
    rest = deadline - time.monotonic()
    if rest <= 0:
        raise TimeoutError()
    return rest


class Timed:
    """A socket for ``http.client`` on which each single byte counts towards one deadline."""

    def __init__(self, sock, deadline):
        self.sock, self.deadline = sock, deadline

    def sendall(self, content):
        self.sock.settimeout(get_rest(self.deadline))
        self.sock.sendall(content)

    def makefile(self, *_args, **_kwargs):
        return io.BufferedReader(_TimedReader(self.sock, self.deadline))

    def close(self):
        """The caller closes the socket: ``http.client`` would do so before the answer is read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, sock, deadline):
        super().__init__()
        self.sock, self.deadline = sock, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(get_rest(self.deadline))
        return self.sock.recv_into(buffer)
