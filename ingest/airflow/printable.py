"""Text of unknown origin, made safe for a terminal."""


def make_printable(text: str, limit: int = 200) -> str:
    """Return `text` with control and other unprintable characters as spaces, cut to `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else " " for char in cut)
