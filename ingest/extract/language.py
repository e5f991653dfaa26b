"""Which language an article is in: the declared one where there is a pack for it, else a vote of small words."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str, declared: str | None, stopwords: Mapping[str, frozenset[str]]) -> str:
    """Code of a pack. `declared` may carry a region (`id-ID`)."""
    code = (declared or "").lower().replace("_", "-").split("-")[0]
    if code in stopwords:
        return code
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    return max(sorted(stopwords), key=lambda pack: sum(word in stopwords[pack] for word in words))
