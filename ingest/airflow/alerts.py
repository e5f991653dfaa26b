"""Tells people, through the Airflow connection `warta_alerts`, that a run failed or that a snapshot is late.

Without that connection nothing is sent. Its type says how: `smtp` is mail to the address `to` of its extra; any other
is a webhook, an HTTP POST of JSON to the address in its host, with its password, if it has one, as a bearer token.
What a message quotes may come from an article: it is cut, and escaped for where it is shown.
"""

import html
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from airflow.sdk import BaseHook, BaseNotifier
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowNotFoundException

from ingest.airflow.printable import make_printable
from ingest.errors import WartaError

CONNECTION = "warta_alerts"
REPORT_KEY = "report_url"  # under which the publishing task leaves the address of its report
LATE_AFTER = timedelta(hours=1)  # from the moment a run was queued; a retry with its pauses fits in
TIMEOUT = 10.0  # seconds for the webhook
MAX_NAME, MAX_REASON = 200, 600  # characters


class AlertNotifier(BaseNotifier):
    """Sends one message about a run: what happened to it, why, and where to look. `what` is "failed" or "late"."""

    def __init__(self, what: str = "failed", context: Any = None) -> None:
        super().__init__(context=context)
        self.what = what

    def render_template_fields(self, context: Any, jinja_env: Any = None) -> None:
        """Render nothing: words from outside must never be taken for a template."""

    def notify(self, context: Any) -> None:
        """Send the message; WartaError, which names no address, where that fails."""
        try:
            connection = BaseHook.get_connection(CONNECTION)
        except AirflowNotFoundException:
            return
        message = write_message(self.what, context)
        try:
            if connection.conn_type == "smtp":
                from airflow.providers.smtp.hooks.smtp import SmtpHook

                with SmtpHook(CONNECTION) as mail:
                    mail.send_email_smtp(**write_mail(message, connection.extra_dejson))
            else:
                import httpx

                httpx.post(**write_request(message, connection)).raise_for_status()
        except Exception as error:
            raise _hide_address(error) from None

    async def async_notify(self, context: Any) -> None:
        """Do the same in the triggerer, where deadlines are watched."""
        try:
            connection = await BaseHook.aget_connection(CONNECTION)
        except AirflowNotFoundException:
            return
        message = write_message(self.what, context)
        try:
            if connection.conn_type == "smtp":
                from airflow.providers.smtp.hooks.smtp import SmtpHook

                async with SmtpHook(CONNECTION) as mail:
                    await mail.asend_email_smtp(**write_mail(message, connection.extra_dejson))
            else:
                import httpx

                async with httpx.AsyncClient() as client:
                    (await client.post(**write_request(message, connection))).raise_for_status()
        except Exception as error:
            raise _hide_address(error) from None


SNAPSHOT_DEADLINE = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=LATE_AFTER,
    callback=AsyncCallback(AlertNotifier, kwargs={"what": "late"}),
)


def write_message(what: str, context: Any) -> dict[str, str]:
    """Return {dag, run, what, reason, link} of a run, each one line of printable characters; "" where not known."""
    run = context.get("dag_run")
    found = run if isinstance(run, dict) else {name: getattr(run, name, None) for name in ("dag_id", "run_id")}
    dag = str(found.get("dag_id") or getattr(context.get("dag"), "dag_id", ""))
    # a deadline brings the run as the web API writes it
    run_id = str(found.get("run_id") or found.get("dag_run_id") or context.get("run_id") or "")
    error = context.get("exception")
    reason = f"{type(error).__name__}: {error}" if error else str(context.get("reason") or "")
    return {
        "dag": make_printable(dag, MAX_NAME),
        "run": make_printable(run_id, MAX_NAME),
        "what": what,
        "reason": make_printable(reason, MAX_REASON),
        "link": _find_link(context, dag, run_id),
    }


def _find_link(context: Any, dag: str, run_id: str) -> str:
    """Return the address of the attempt's report, of its run where it has none."""
    from airflow.sdk.configuration import conf

    base = conf.get("api", "base_url", fallback="") or "http://localhost:8080"
    report, ti = None, context.get("ti")
    if ti is not None:
        try:
            report = ti.xcom_pull(task_ids=ti.task_id, key=REPORT_KEY)
        except Exception:  # the message matters more than its link
            report = None
    path = str(report or f"/dags/{quote(dag, safe='')}/runs/{quote(run_id, safe='')}")
    return urljoin(base.rstrip("/") + "/", path.lstrip("/"))


def write_mail(message: dict[str, str], extra: dict[str, Any]) -> dict[str, Any]:
    """Return what SmtpHook sends; WartaError where the connection does not say to whom."""
    if not extra.get("to"):
        raise WartaError(f'the connection {CONNECTION} names nobody: add {{"to": "..."}} to its extra')
    shown = {name: html.escape(value) for name, value in message.items()}
    return {
        "to": extra["to"],
        "subject": f"Warta: {message['dag']} {message['what']}",
        "html_content": (
            f"<p>The run {shown['run']} of {shown['dag']}: {shown['what']}.</p><pre>{shown['reason']}</pre>"
            f'<p><a href="{shown["link"]}">{shown["link"]}</a></p>'
        ),
    }


def write_request(message: dict[str, str], connection: Any) -> dict[str, Any]:
    """Return what httpx posts. `text` is what chat programs show: words from outside stand in code, where nothing
    is a link or calls anybody; WartaError where the connection has no address.
    """
    address = str(connection.host or "")
    if urlsplit(address).scheme not in {"http", "https"}:
        raise WartaError(f"the host of the connection {CONNECTION} must be a whole address, with http:// or https://")
    run, dag, reason = (_quote(message[name]) for name in ("run", "dag", "reason"))
    text = f"Warta: the run {run} of {dag}: {message['what']}. {reason} {message['link']}"
    headers = {"Authorization": f"Bearer {connection.password}"} if connection.password else {}
    return {"url": address, "json": {"text": text, **message}, "headers": headers, "timeout": TIMEOUT}


def _quote(words: str) -> str:
    return f"`{html.escape(words.replace('`', chr(39)), quote=False)}`" if words else ""


def _hide_address(error: Exception) -> WartaError:
    """The address of a webhook is a secret, and errors quote it."""
    return error if isinstance(error, WartaError) else WartaError(f"no alert could be sent: {type(error).__name__}")
