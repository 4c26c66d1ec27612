"""A real web server beside the test, which does as it is told."""
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Reply(NamedTuple):
    status: int = 200
    body: bytes = b'{"errcode":0,"errmsg":"ok"}'
    headers: dict = {}
    wait: float = 0.0
    drip: float = 0.0


class Receiver:
    """Answers with ``replies`` in their order, the last one again and again; ``requests`` is what came in."""

    def __init__(self, context=None):
        self.replies, self.requests, self.stopped = [Reply()], [], threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                receiver.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                reply = receiver.replies.pop(0) if len(receiver.replies) > 1 else receiver.replies[0]
                receiver._answer(self, reply)

            def log_message(self, *_args):
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self):
        return self.server.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def bodies(self):
        return [body for _path, _headers, body in self.requests]

    def _answer(self, handler, reply):
        self.stopped.wait(reply.wait)
        try:
            if reply.drip:
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
                    handler.wfile.write(bytes([byte]))
                    handler.wfile.flush()
                    if self.stopped.wait(reply.drip):
                        return
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            handler.wfile.write(reply.body)
        except OSError:
            # The caller did not wait.
            return

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()


def measure(function):
    """:return: result of ``function`` and the seconds it took"""
    started = time.monotonic()
    return function(), time.monotonic() - started
