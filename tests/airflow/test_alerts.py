"""People are told of failed runs and late snapshots, by mail or webhook; what articles say stays text."""

import asyncio
import json
import socketserver
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.dag_processing.dagbag import DagBag

from ingest import pipeline
from ingest.airflow.alerts import CONNECTION, AlertNotifier, write_message
from ingest.airflow.once import run_dag
from ingest.errors import PublicationBlocked, WartaError

DAGS = Path(__file__).resolve().parents[2] / "dags"
HOSTILE = "<script>alert(1)</script> `@channel` <!channel> [x](javascript:alert(2)) \x1b]0;x\x07\r\nBcc: a@evil.example"
CONTEXT = {
    "dag_run": SimpleNamespace(dag_id="publish_snapshot", run_id=f"manual {HOSTILE}"),
    "exception": PublicationBlocked(HOSTILE + "x" * 5000),
}


class Listener:
    """What arrived at a server on this machine."""

    def __init__(self, server: socketserver.BaseServer) -> None:
        self.received: list = []
        self.status = 200
        server.listener = self
        self.port = server.server_address[1]


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.listener.received.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.listener.status)
        self.end_headers()

    def log_message(self, *words):
        pass


class Mailbox(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        while line := self.rfile.readline().strip():
            if line.upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.listener.received.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if line.upper() == b"QUIT" else b"250 fine\r\n")
            if line.upper() == b"QUIT":
                return


@pytest.fixture
def serve():
    running = []

    def start(server) -> Listener:
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return Listener(server)

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def webhook(serve, monkeypatch) -> Listener:
    found = serve(HTTPServer(("127.0.0.1", 0), Webhook))
    connection = {"conn_type": "http", "host": f"http://127.0.0.1:{found.port}/hook/secret", "password": "token"}
    monkeypatch.setenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", json.dumps(connection))
    return found


@pytest.fixture
def mailbox(serve, monkeypatch) -> Listener:
    found = serve(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox))
    extra = {"from_email": "warta@example.com", "to": "desk@example.com", "disable_ssl": True, "disable_tls": True}
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": found.port, "extra": extra}
    monkeypatch.setenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", json.dumps(connection))
    return found


def send(how: str) -> None:
    if how == "worker":
        AlertNotifier()(dict(CONTEXT))
    else:

        async def tell() -> None:
            await AlertNotifier(context=dict(CONTEXT))

        asyncio.run(tell())


@pytest.mark.parametrize("how", ["worker", "triggerer"])
def test_a_webhook_gets_capped_words_that_call_nobody(metadata_db, webhook, how):
    send(how)
    ((path, authorization, body),) = webhook.received
    assert (path, authorization) == ("/hook/secret", "Bearer token")
    assert body["dag"] == "publish_snapshot"
    assert body["reason"].startswith("PublicationBlocked: ") and len(body["reason"]) == 600
    assert body["text"].isprintable() and len(body["text"]) < 2000
    assert "<" not in body["text"]
    outside_code = "".join(body["text"].removesuffix(body["link"]).split("`")[::2])
    assert "@channel" not in outside_code and "javascript:" not in outside_code and "evil" not in outside_code


@pytest.mark.parametrize("how", ["worker", "triggerer"])
def test_a_mail_shows_words_as_text_and_has_no_header_from_outside(metadata_db, mailbox, how):
    from email import message_from_bytes, policy

    send(how)
    (raw,) = mailbox.received
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["To"] == "desk@example.com" and mail["Bcc"] is None
    assert mail["Subject"] == "Warta: publish_snapshot failed"
    body = mail.get_body(("html",)).get_content()
    assert "<script" not in body and "<!channel" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize("how", ["worker", "triggerer"])
def test_without_the_connection_nothing_is_sent(metadata_db, webhook, monkeypatch, how):
    monkeypatch.delenv(f"AIRFLOW_CONN_{CONNECTION.upper()}")
    send(how)
    assert webhook.received == []


@pytest.mark.parametrize("how", ["worker", "triggerer"])
def test_an_error_does_not_name_the_address(metadata_db, webhook, how):
    webhook.status = 500
    with pytest.raises(WartaError) as caught:
        send(how)
    assert "secret" not in str(caught.value) and "127.0.0.1" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        ({"conn_type": "http", "host": "hooks.example.com/x"}, "whole address"),
        (
            {"conn_type": "smtp", "host": "127.0.0.1", "extra": {"disable_ssl": True, "disable_tls": True}},
            "names nobody",
        ),
    ],
)
def test_half_a_connection_says_what_is_missing(metadata_db, mailbox, monkeypatch, connection, said):
    monkeypatch.setenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", json.dumps({"port": mailbox.port, **connection}))
    with pytest.raises(WartaError, match=said):
        send("worker")


def test_the_link_stays_on_our_host():
    assert write_message("late", {"dag_run": {"dag_id": "d", "run_id": "//evil.example/../x?y#z"}})["link"].endswith(
        "/dags/d/runs/%2F%2Fevil.example%2F..%2Fx%3Fy%23z"
    )


def test_a_blocked_publication_is_told_once_with_its_report(metadata_db, webhook, monkeypatch):
    def block(settings, day, now):
        raise PublicationBlocked("amounts are negative", "reports/2026-11-20-blocked-1a2b/index.html")

    monkeypatch.setattr(pipeline, "publish", block)
    assert run_dag(DagBag(str(DAGS)).dags["publish_snapshot"], {"day": "2026-11-20"}).state == "failed"
    ((_, _, body),) = webhook.received
    assert body["reason"] == "PublicationBlocked: amounts are negative"
    assert body["link"].endswith("/validation/2026-11-20-blocked-1a2b/index.html")


def test_a_failed_run_of_another_dag_is_told_once(metadata_db, webhook):
    assert run_dag(DagBag(str(DAGS)).dags["close_day"], {}).state == "failed"
    ((_, _, body),) = webhook.received
    assert (body["dag"], body["what"]) == ("close_day", "failed")
    assert "/dags/close_day/runs/" in body["link"]


@pytest.mark.parametrize("dag_id", ["close_day", "publish_snapshot"])
def test_a_late_snapshot_is_told_from_the_triggerer(metadata_db, webhook, dag_id):
    from airflow.triggers.callback import CallbackTrigger

    (deadline,) = DagBag(str(DAGS)).dags[dag_id].deadline
    assert timedelta(minutes=10) < deadline.interval <= timedelta(hours=6)
    context = {"dag_run": {"dag_id": dag_id, "dag_run_id": "scheduled__1"}, "deadline": {"id": "1"}}
    trigger = CallbackTrigger(deadline.callback.path, {**deadline.callback.kwargs, "context": context})

    async def run() -> list:
        return [event.payload["state"] async for event in trigger.run()]

    assert [str(state) for state in asyncio.run(run())] == ["running", "success"]
    ((_, _, body),) = webhook.received
    assert (body["dag"], body["what"], body["run"]) == (dag_id, "late", "scheduled__1")


def test_every_dag_tells_of_its_failure(metadata_db):
    for dag in DagBag(str(DAGS)).dags.values():
        told = dag.on_failure_callback or [task.on_failure_callback for task in dag.tasks if task.on_failure_callback]
        assert told, dag.dag_id
