"""Pictures of Odoo pages by headless Chromium; runs in the virtual environment: ``-m devtools.browser ORDER``."""
import base64
import contextlib
import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests
import websocket
from PIL import Image, ImageChops

PATIENCE = 60
QUIET_SECONDS = 0.8
# Chromium reports the end of this request to the shared worker, not to the page.
SHARED_WORKER = "/bus/websocket_worker_bundle"
IS_READY = """
document.readyState === 'complete'
&& !document.querySelector('.o_loading_indicator, .o_blockUI, .o_view_sample_data_loading')
&& (!document.querySelector('body.o_web_client') || !!document.querySelector('.o_action_manager > *'))
&& document.fonts.status === 'loaded'
"""


class Session:
    """A user logged in to Odoo over JSON-RPC."""

    def __init__(self, order):
        self.base = order["base"]
        self.http = requests.Session()
        answer = self._post("/web/session/authenticate", db=order["database"], login=order["login"],
                            password=order["login"])
        self.user_id = answer.get("uid")

    def _post(self, path, **params):
        answer = self.http.post(self.base + path, json={"params": params}, timeout=300).json()
        if "error" in answer:
            sys.exit(f"dev: {answer['error'].get('data', answer['error'])['message']}")
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        return self._post("/web/dataset/call_kw", model=model, method=method, args=args, kwargs=kwargs)

    @contextlib.contextmanager
    def language(self, code):
        """Let the user see ``code`` for the time of the picture; install the language first when necessary."""
        if not code:
            yield
            return
        everything = {"context": {"active_test": False}}
        found = self.call("res.lang", "search_read", [["code", "=", code]], ["active"], **everything)
        if found and not found[0]["active"]:
            wizard = self.call("base.language.install", "create", {"lang_ids": [[6, 0, [found[0]["id"]]]]})
            self.call("base.language.install", "lang_install", [wizard])
        before = self.call("res.users", "read", [self.user_id], ["lang"])[0]["lang"]
        self.call("res.users", "write", [self.user_id], {"lang": code})
        self.http.cookies.set("frontend_lang", code)
        try:
            yield
        finally:
            self.call("res.users", "write", [self.user_id], {"lang": before})


class Page:
    """The DevTools protocol of one tab."""

    def __init__(self, address):
        self.socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self.number = 0
        self.requests = set()
        self.last_activity = time.monotonic()
        for domain in ("Page", "Network", "Runtime"):
            self.send(f"{domain}.enable")

    def send(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        number = self.number
        while True:
            message = json.loads(self.socket.recv())
            self._note(message)
            if message.get("id") == number:
                if "error" in message:
                    sys.exit(f"dev: Chromium: {message['error']['message']}")
                return message["result"]

    def _note(self, message):
        method, params = message.get("method"), message.get("params", {})
        request = params.get("requestId")
        if method == "Network.requestWillBeSent" and SHARED_WORKER not in params["request"]["url"]:
            self.requests.add(request)
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self.requests.discard(request)
        else:
            return
        self.last_activity = time.monotonic()

    def evaluate(self, expression):
        return self.send("Runtime.evaluate", expression=expression, awaitPromise=True)["result"].get("value")

    def settle(self):
        """Wait until nothing is loading and Odoo shows its page."""
        self.last_activity = time.monotonic()
        end = self.last_activity + PATIENCE
        while time.monotonic() < end:
            ready = self.evaluate(IS_READY)
            if ready and not self.requests and time.monotonic() - self.last_activity > QUIET_SECONDS:
                return
            time.sleep(0.1)
        print("dev: the page did not come to rest, the picture shows it as it is", file=sys.stderr)

    def click(self, selector):
        quoted = json.dumps(selector)
        if not self.evaluate(f"!!document.querySelector({quoted}) && (document.querySelector({quoted}).click(), true)"):
            sys.exit(f"dev: nothing on the page matches {selector!r}")
        self.settle()


@contextlib.contextmanager
def open_page(order):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                    "--hide-scrollbars", "--remote-debugging-port=0", f"--user-data-dir={profile}",
                    f"--window-size={order['width']},{order['height']}"]
        browser = subprocess.Popen([order["browser"], *switches, "about:blank"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            yield Page(_address(Path(profile) / "DevToolsActivePort", browser))
        finally:
            browser.terminate()
            browser.wait()


def _address(port_file, browser):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and browser.poll() is None:
        if port_file.is_file() and port_file.read_text().strip():
            port = port_file.read_text().split()[0]
            tabs = requests.get(f"http://127.0.0.1:{port}/json", timeout=PATIENCE).json()
            return next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        time.sleep(0.1)
    sys.exit("dev: Chromium does not start")


def take(order):
    session = Session(order)
    with session.language(order["lang"]), open_page(order) as page:
        for cookie in session.http.cookies:
            page.send("Network.setCookie", name=cookie.name, value=cookie.value, url=order["base"])
        page.send("Emulation.setDeviceMetricsOverride", width=order["width"], height=order["height"],
                  deviceScaleFactor=1, mobile=False)
        page.send("Page.navigate", url=order["path"] if "://" in order["path"] else order["base"] + order["path"])
        page.settle()
        if order.get("fit"):
            height = page.evaluate("Math.max(document.body.scrollHeight, document.documentElement.scrollHeight)")
            page.send("Emulation.setDeviceMetricsOverride", width=order["width"], height=height, deviceScaleFactor=1,
                      mobile=False)
        for selector in order["click"]:
            page.click(selector)
        picture = base64.b64decode(page.send("Page.captureScreenshot", format="png")["data"])
    target = Path(order["file"])
    target.parent.mkdir(parents=True, exist_ok=True)
    if order.get("trim"):
        picture = trim(picture)
    target.write_bytes(compact(picture) if order.get("compact") else picture)


def trim(picture, margin=12):
    """:return: the picture without the white around what is on it, but for a margin"""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox() or (0, 0, *image.size)
    left, top, right, bottom = box
    content = io.BytesIO()
    image.crop((max(left - margin, 0), max(top - margin, 0), min(right + margin, image.width),
                min(bottom + margin, image.height))).save(content, "PNG")
    return content.getvalue()


def compact(picture):
    """:return: the picture in 256 colors, a third of the size"""
    content = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        content, "PNG", optimize=True)
    return content.getvalue()


if __name__ == "__main__":
    take(json.loads(sys.argv[1]))
