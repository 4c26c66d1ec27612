"""Messages and processes. Messages go to stderr: stdout belongs to what a command was asked to print."""
import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
NEEDED_BYTES = 4 * 1024**3


class DevError(Exception):
    """Something is missing or went wrong; ``remedy`` says what to do about it."""

    def __init__(self, problem, remedy=""):
        super().__init__(problem)
        self.remedy = remedy


def say(message):
    print(f"-> {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(message):
    """Announce a step and, once it took noticeable time, how long."""
    say(f"{message} …")
    start = time.monotonic()
    yield
    seconds = time.monotonic() - start
    if seconds >= 5:
        say(f"   done in {seconds:.0f} s")


def run(command, *, problem, remedy="", **options):
    """Run ``command`` quietly and return its stdout; on failure raise with the last lines it printed."""
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    except OSError as error:
        raise DevError(f"{problem}: {error}", remedy) from error
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise DevError(f"{problem} ({Path(command[0]).name} ended with {done.returncode}):\n{tail}", remedy)
    return done.stdout


@contextlib.contextmanager
def exclusive(name="setup"):
    """Only one ``./dev`` at a time prepares shared things; the lock ends with the process."""
    CACHE.mkdir(exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another ./dev to finish its set-up …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_disk_space():
    """Refuse to begin a download that cannot end well."""
    free = shutil.disk_usage(CACHE).free
    if free < NEEDED_BYTES:
        raise DevError(f"Only {free / 1024**3:.1f} GB are free at {CACHE}, the set-up needs 4 GB.",
                       "free some space or move the repository to a larger disk")


def replace_directory(finished, target):
    """Put the ``finished`` directory at ``target``, so that ``target`` is never half-filled."""
    if target.exists():
        shutil.rmtree(target)
    os.replace(finished, target)


def write_if_changed(path, text):
    """Write a file atomically, and only if its content differs."""
    if path.is_file() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_text(text)
    os.replace(draft, path)
