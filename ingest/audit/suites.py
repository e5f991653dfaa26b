"""Read the suites in expectations/: one YAML file a table, written by hand. Strict: a typo must not drop a check.

A rule of type ExpectRule states by `where` which rows are wrong, in SQL; every other type is a class of
great_expectations.expectations with its `args`. The SQL comes from this project's own files, never from an input.
Conditions that look at their own row and its joins alone are counted together, in one pass over the table.
"""

import hashlib
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

import yaml

from ingest.errors import SuiteError

STAGES = ("staged", "candidate")
OWNERS = ("intake", "extract", "resolve", "store", "publish")  # the room whose code a failure is to be mended in
_SUITE_NEEDED = {"table", "owner", "stages", "key", "show", "rules"}
_SUITE_KEYS = _SUITE_NEEDED | {"joins"}
_SHOW_KEYS = {"article_id", "article_version", "evidence", "url"}
_RULE_NEEDED = {"id", "type", "severity", "action", "note"}
_RULE_KEYS = _RULE_NEEDED | {"stages", "owner"}
_ACTIONS = {"critical": {"quarantine", "block"}, "warning": {"warn"}}


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite."""

    rule_id: str
    expectation: str  # ExpectRule, or a class of great_expectations.expectations
    severity: str  # critical | warning
    action: str  # quarantine | block | warn
    note: str
    owner: str  # one of OWNERS
    stages: tuple[str, ...]
    condition: str | None  # of an ExpectRule: true for a wrong row, over aliases t and those of the suite's joins
    query: str | None  # of an ExpectRule: the wrong rows, with {batch} for the table
    args: Mapping[str, Any]  # of any other type


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations of one table."""

    table: str
    key_sql: str  # the row's key as one text, over alias t
    joins: Mapping[str, str]  # alias -> the join that brings it; each finds at most one row
    rules: tuple[Rule, ...]
    sha256: str


def load_suites(folder: Path) -> tuple[Suite, ...]:
    """Load every expectations/<table>.yml, in order of name. Raises SuiteError, naming the file and the entry."""
    lists = _load_lists(folder / "lists")
    suites = tuple(_load_suite(path, lists) for path in sorted(folder.glob("*.yml")))
    if not suites:
        raise SuiteError(f"no suite in {folder}: the package is not installed whole")
    seen: set[str] = set()
    for rule in (rule for suite in suites for rule in suite.rules):
        if rule.rule_id in seen:
            raise SuiteError(f"rule id {rule.rule_id} is given twice: ids are unique over all suites")
        seen.add(rule.rule_id)
    return suites


def list_rules(suite: Suite, stage: str) -> list[Rule]:
    """Return the rules of `suite` that are checked at `stage`."""
    return [rule for rule in suite.rules if stage in rule.stages]


def list_counts(suite: Suite, rules: Sequence[Rule], together: bool = True) -> dict[str, str]:
    """Return rule id -> the query whose column of that name says how many rows are wrong.

    With `together`, rules without a subquery share one query, in groups by the joins that they need: a pass over the
    table costs more than a condition. Queries hold {batch} for the table.
    """
    groups: dict[tuple[str, ...], list[Rule]] = {}
    for rule in rules:
        if rule.condition is not None:
            alone = not together or "SELECT" in rule.condition.upper()
            needed = tuple(_find_aliases(suite.joins, rule.condition))
            groups.setdefault((rule.rule_id,) if alone else ("", *needed), []).append(rule)
    found: dict[str, str] = {}
    for group in groups.values():
        counts = ", ".join(f'count(*) FILTER (WHERE {rule.condition}) AS "{rule.rule_id}"' for rule in group)
        source = _join(suite.joins, counts)
        found |= dict.fromkeys((rule.rule_id for rule in group), f"SELECT {counts} FROM {source}")
    return found


def _find_aliases(joins: Mapping[str, str], sql: str) -> list[str]:
    """Return the aliases of `joins` that `sql` names, and those that their joins lean on, in order."""
    found = {alias for alias in joins if re.search(rf"\b{alias}\.", sql)}
    return [alias for alias in joins if alias in found]


def _join(joins: Mapping[str, str], sql: str) -> str:
    return " ".join(["(SELECT * FROM {batch}) AS t", *(joins[alias] for alias in _find_aliases(joins, sql))])


def _load_suite(path: Path, lists: Mapping[str, str]) -> Suite:
    text = path.read_text(encoding="utf-8")
    data = _read_yaml(path, text)
    _check_keys(path.name, data, _SUITE_KEYS, _SUITE_NEEDED)
    if data["table"] != path.stem:
        raise SuiteError(f"{path.name}: table is {data['table']!r}, the file's name says {path.stem!r}")
    _check_keys(f"{path.name} show", data["show"], _SHOW_KEYS, _SHOW_KEYS)
    key_sql = "concat_ws('/', " + ", ".join(f"coalesce(t.{name}::VARCHAR, '')" for name in data["key"]) + ")"
    joins = {alias: _fill(f"{path.name} joins", lists, sql) for alias, sql in (data.get("joins") or {}).items()}
    build = partial(_build_rule, path.name, data, key_sql, joins, lists)
    return Suite(
        table=data["table"],
        key_sql=key_sql,
        joins=joins,
        rules=tuple(build(entry) for entry in data["rules"]),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _build_rule(
    file: str,
    suite: Mapping[str, Any],
    key_sql: str,
    joins: Mapping[str, str],
    lists: Mapping[str, str],
    entry: Mapping[str, Any],
) -> Rule:
    where = f"{file} {entry.get('id', entry) if isinstance(entry, dict) else entry!r}"
    own = {"where", "value"} if isinstance(entry, dict) and entry.get("type") == "ExpectRule" else {"args"}
    _check_keys(where, entry, _RULE_KEYS | own, _RULE_NEEDED | own)
    if entry["action"] not in _ACTIONS.get(entry["severity"], ()):
        raise SuiteError(f"{where}: no such pair of severity and action: {entry['severity']}, {entry['action']}")
    rows = entry["type"] == "ExpectRule"
    if entry["action"] == "quarantine" and not rows:
        raise SuiteError(f"{where}: only an ExpectRule names the rows that quarantine needs")
    stages = tuple(entry.get("stages", suite["stages"]))
    if not stages or not set(stages) <= set(STAGES):
        raise SuiteError(f"{where}: stages are out of {', '.join(STAGES)}")
    owner = entry.get("owner", suite["owner"])
    if owner not in OWNERS:
        raise SuiteError(f"{where}: the owner is one of {', '.join(OWNERS)}, not {owner!r}")
    condition = _fill(where, lists, entry["where"]) if rows else None
    return Rule(
        rule_id=entry["id"],
        expectation=entry["type"],
        severity=entry["severity"],
        action=entry["action"],
        note=entry["note"],
        owner=owner,
        stages=stages,
        condition=condition,
        query=_build_query(suite["show"], key_sql, joins, _fill(where, lists, entry["value"]), condition)
        if condition
        else None,
        args={} if rows else dict(entry["args"]),
    )


def _build_query(show: Mapping[str, str], key_sql: str, joins: Mapping[str, str], value: str, condition: str) -> str:
    """Return the query for the wrong rows of a rule, with its key, what was observed, and the article's words."""
    columns = (
        f"{key_sql} AS row_key, {show['article_id']} AS article_id, {show['article_version']} AS article_version,"
        f" left(({value})::VARCHAR, 300) AS value, {show['evidence']} AS evidence, {show['url']} AS url"
    )
    columns = " ".join(columns.split())
    return f"SELECT {columns} FROM {_join(joins, f'{columns} {condition}')} WHERE {condition} ORDER BY row_key"


def _fill(where: str, lists: Mapping[str, str], sql: str) -> str:
    try:
        return " ".join(Template(sql).substitute(lists).split())
    except (KeyError, ValueError) as error:
        raise SuiteError(f"{where}: no such list: {error}") from error


def _check_keys(where: str, data: Any, known: set[str], needed: set[str]) -> None:
    if not isinstance(data, dict):
        raise SuiteError(f"{where}: a mapping is expected")
    if unknown := sorted(set(map(str, data)) - known):
        raise SuiteError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    if missing := sorted(name for name in needed if data.get(name) in (None, "", [])):
        raise SuiteError(f"{where}: {', '.join(missing)} is missing")


def _load_lists(folder: Path) -> dict[str, str]:
    """Return what $name stands for in SQL: $currencies and $countries for IN, $rates for a table of (currency, low, high)
    in units per US dollar.
    """
    currencies = _read_yaml(folder / "currencies.yml")
    countries = _read_yaml(folder / "countries.yml")
    _check_keys("lists/currencies.yml", currencies, {"codes", "units_per_usd"}, {"codes", "units_per_usd"})
    _check_keys("lists/countries.yml", countries, {"codes"}, {"codes"})
    rates = ", ".join(
        f"({_quote_code(code, 3)}, {float(low)!r}::DOUBLE, {float(high)!r}::DOUBLE)"
        for code, (low, high) in currencies["units_per_usd"].items()
    )
    return {
        "currencies": "(" + ", ".join(_quote_code(code, 3) for code in currencies["codes"]) + ")",
        "countries": "(" + ", ".join(_quote_code(code, 2) for code in countries["codes"]) + ")",
        "rates": f"(VALUES {rates})",
    }


def _quote_code(code: object, length: int) -> str:
    if not (isinstance(code, str) and len(code) == length and code.isascii() and code.isalpha() and code.isupper()):
        raise SuiteError(f"lists: {code!r} is not a code of {length} capital letters")
    return f"'{code}'"


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML lets the last of two equal keys win; here that would drop a check."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := sorted({str(key) for key in keys if keys.count(key) > 1}):
            raise SuiteError(f"line {node.start_mark.line + 1}: {', '.join(twice)} is given twice")
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path, text: str | None = None) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8") if text is None else text, _UniqueKeyLoader)
    except (yaml.YAMLError, OSError) as error:
        raise SuiteError(f"{path.name} cannot be read: {error}") from error
    except SuiteError as error:
        raise SuiteError(f"{path.name}: {error}") from error
