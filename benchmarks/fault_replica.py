"""Two PostgreSQL servers, the second a replica that streams: what Odoo reads from which, and where it writes."""
import contextlib
import http.client
import json
import re
import time

from .fault_cluster import Cluster, get_size, read_from
from .fault_node import Node
from .fault_process import Process

PROFILES = {"domain": [], "specification": {"display_name": {}, "exposure_total": {}, "overdue_amount": {}}, "limit": 80}
ITEMS = {"domain": [], "specification": {"profile_id": {"fields": {"display_name": {}}}, "residual": {}}, "limit": 80}
DAY = {"domain": [], "specification": {"display_name": {}}, "limit": 80}
LONGEST = 30
# A request in the log of Odoo, which ends with the kind of its cursor.
ANSWERED = r'"(?:GET|POST) [^"]+" 200 .*? (ro->rw|ro|rw)$'
# Every statement of the replica goes to its log: that of the application, and which database it is about.
WATCH = """
log_statement = all
log_line_prefix = '%d '
"""


class Session:
    """A browser that is logged in."""

    def __init__(self, node, name):
        self.node, self.cookie = node, ""
        answer = self.call("/web/session/authenticate", db=name, login="admin", password="admin")
        assert answer.get("uid"), answer

    def ask(self, method, path, body=None, content="application/json"):
        """Return (status, body) of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=120)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Cookie": self.cookie, **({"Content-Type": content} if body else {})})
            response = connection.getresponse()
            cookie = re.search(r"session_id=[^;]+", response.getheader("Set-Cookie") or "")
            self.cookie = cookie.group() if cookie else self.cookie
            return response.status, response.read()

    def get(self, path):
        status, body = self.ask("GET", path)
        assert status == 200, (path, status, body[:300])
        return body

    def call(self, path, **params):
        status, body = self.ask("POST", path, json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}))
        answer = json.loads(body)
        assert status == 200 and "error" not in answer, (path, answer.get("error", {}).get("data", status))
        return answer["result"]

    def method(self, model, method, *arguments, **options):
        return self.call(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=arguments, kwargs=options)


class Watch:
    """What a request did on which server: the cursor that Odoo's log names, the statements that the replica logged."""

    def __init__(self, node, replica, name):
        self.node, self.replica, self.name = node, replica, name
        self.rows = []

    def see(self, label, act, wanted):
        before, here = get_size(self.node.log), get_size(self.replica.log)
        value = act()
        end = time.monotonic() + LONGEST
        while not (modes := re.findall(ANSWERED, read_from(self.node.log, before), re.MULTILINE)):
            assert time.monotonic() < end, f"{label}: the request is not in {self.node.log}"
            time.sleep(0.05)
        statements = [line for line in read_from(self.replica.log, here).splitlines()
                      if line.startswith(f"{self.name} ") and re.search(r"statement: \s*(SELECT|WITH)", line)]
        self.rows.append((label, modes[-1], len(statements)))
        assert modes[-1] == wanted, f"{label}: {modes[-1]} instead of {wanted}, see {self.node.log}"
        assert wanted == "rw" or statements, f"{label}: nothing was read from the replica"
        return value


def read_and_write(fresh, _seed):
    """Read lists, a page of a customer and the workbook from the replica; write; and write where only reading was announced."""
    name = fresh()
    with Process(name).wait_until_ready() as process:
        page = process.do("prepare_reader")
    with Cluster("replica-first") as first, Cluster("replica-second") as second:
        first.make().load(name)
        second.follow(first, WATCH)
        assert second.sql("SELECT PG_IS_IN_RECOVERY()") == [(True,)]
        options = [
            f"--db_host={first.socket}", "--db_port=5432", f"--db_replica_host={second.socket}", "--db_replica_port=5432"]
        with Node(name, options) as node:
            node.wait_until_ready()
            watch, session = Watch(node, second, name), Session(node, name)
            _read(watch, session, page)
            _write(watch, session, first, second, name)
    rows = [f"{label}: {mode}" + (f", {count} statements" if mode == "ro" else "") for label, mode, count in watch.rows]
    return f"{'; '.join(rows)} (ro: from the replica, rw: from the first, ro->rw: begun on the replica, done on the first)"


def _read(watch, session, page):
    watch.see("customers", lambda: session.method("credit.profile", "web_search_read", **PROFILES), "ro")
    watch.see("open items", lambda: session.method("credit.open.item.report", "web_search_read", **ITEMS), "ro")
    watch.see("open items by customer", lambda: session.method(
        "credit.open.item.report", "formatted_read_group", domain=[], groupby=["profile_id"], aggregates=["__count"]), "ro")
    for label, model in (("dispute analysis", "credit.dispute.report"), ("effect of follow-ups", "credit.followup.effect")):
        watch.see(label, lambda model=model: session.method(
            model, "formatted_read_group", domain=[], groupby=[], aggregates=["__count"]), "ro")
    watch.see("My Day", lambda: session.method("credit.my.day", "web_search_read", **DAY), "ro")
    watch.see("page of a customer", lambda: session.get(page), "ro")
    # The download is logged, and the items are kept in a temporary table meanwhile.
    watch.see("overdue workbook", lambda: session.get("/credit_collection/overdue.xlsx"), "rw")


def _write(watch, session, first, second, name):
    note = "told by the replica test"
    [profile] = session.method("credit.profile", "web_search_read", **{**PROFILES, "limit": 1})["records"]
    watch.see("a write", lambda: session.method("credit.profile", "write", [profile["id"]], {"note": note}), "rw")
    query = "SELECT note FROM credit_profile WHERE id = %s"
    assert note in str(first.sql(query, profile["id"], database=name))
    end = time.monotonic() + LONGEST
    while note not in str(second.sql(query, profile["id"], database=name)):
        assert time.monotonic() < end, "what was written never reached the replica"
        time.sleep(0.05)
    # Settings of a user are made when they are first read.
    first.sql("DELETE FROM res_users_settings", database=name)
    while second.sql("SELECT 1 FROM res_users_settings", database=name):
        assert time.monotonic() < end, "what was deleted never left the replica"
        time.sleep(0.05)
    watch.see("a write while reading", lambda: session.call("/web/session/get_session_info"), "ro->rw")
    assert first.sql("SELECT 1 FROM res_users_settings", database=name)


FAULTS = {"replica": read_and_write}
