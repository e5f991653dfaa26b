"""What a page does beside showing itself: nothing of it may happen."""

from typing import Any


def watch(page: Any, host: str = "") -> list[str]:
    """Return a list that fills with dialogs, console lines, errors, pop-ups, and requests other than to `host`."""
    seen: list[str] = []

    def dismiss(dialog: Any) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def note(asked: Any) -> None:
        own = asked.url.startswith(host) if host else asked.is_navigation_request() and asked.url.startswith("file:")
        if not own:
            seen.append(f"request {asked.url}")

    page.on("dialog", dismiss)
    page.on("console", lambda message: seen.append(f"console {message.type} {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.on("popup", lambda other: seen.append(f"popup {other.url}"))
    page.on("download", lambda download: seen.append(f"download {download.url}"))
    page.on("request", note)
    return seen
