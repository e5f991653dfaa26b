"""Language packs: the words of a language, as data. A new language is a new file, not code.

Every pack must have exactly the sections and keys of ingest/lang/shape.toml; an unknown or missing one is an error.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import PackError

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Pack:
    """The words of one language: `pack.words("dates", "last")`, `pack.table("money", "scales")`."""

    code: str
    sections: Mapping[str, Mapping[str, Any]]

    def words(self, section: str, key: str) -> tuple[str, ...]:
        """A list of words or phrases."""
        return tuple(self.sections[section][key])

    def table(self, section: str, key: str) -> Mapping[str, Any]:
        """A table: word -> value, or name -> list of words, as shape.toml says."""
        value: Mapping[str, Any] = self.sections[section][key]
        return value

    def text(self, section: str, key: str) -> str:
        """A single string."""
        return str(self.sections[section][key])


# kind in shape.toml -> (what the value is, what its members are)
_KINDS: dict[str, tuple[type, tuple[type, ...]]] = {
    "text": (str, ()),
    "words": (list, (str,)),
    "map": (dict, (str,)),  # word -> word
    "numbers": (dict, (int, float)),  # word -> number
    "groups": (dict, (list,)),  # name -> words
}


def _check(code: str, name: str, value: object, kind: str) -> None:
    outer, inner = _KINDS[kind]
    if not isinstance(value, outer):
        raise PackError(f"{code}.toml: {name} must be {kind}, not {type(value).__name__}")
    members = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []
    for member in members:
        if inner and not isinstance(member, inner):
            raise PackError(f"{code}.toml: {name} holds {member!r}, which does not fit {kind}")
        if isinstance(member, list) and not all(isinstance(word, str) for word in member):
            raise PackError(f"{code}.toml: {name} must hold lists of words")


def parse_pack(code: str, content: str, shape: Mapping[str, Mapping[str, str]]) -> Pack:
    """Read a pack from TOML text and check it against the shape. PackError names the section and key at fault."""
    try:
        sections = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{code}.toml: {error}") from error
    for what, found, wanted in [("section", set(sections), set(shape))] + [
        (f"key in [{name}]", set(sections[name]), set(shape[name])) for name in shape if name in sections
    ]:
        if found - wanted:
            raise PackError(f"{code}.toml: unknown {what} {sorted(found - wanted)}")
        if wanted - found:
            raise PackError(f"{code}.toml: missing {what} {sorted(wanted - found)}")
    for section, keys in shape.items():
        for key, kind in keys.items():
            _check(code, f"[{section}] {key}", sections[section][key], kind)
    return Pack(code, sections)


@functools.cache
def load_shape() -> dict[str, dict[str, str]]:
    """Sections and keys that every pack has, with the kind of each value."""
    shape: dict[str, dict[str, str]] = tomllib.loads((_FOLDER / "shape.toml").read_text("utf-8"))
    return shape


@functools.cache
def load_pack(code: str) -> Pack:
    """Load the pack of a language by its code (`id`, `en`)."""
    path = _FOLDER / f"{code}.toml"
    if code not in list_packs():
        raise PackError(f"no language pack {code!r}; there are {', '.join(list_packs())}")
    return parse_pack(code, path.read_text("utf-8"), load_shape())


@functools.cache
def list_packs() -> tuple[str, ...]:
    """Codes of the languages that have a pack, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != "shape"))
