"""One record of an input, shown to a person: the article with its spans, then each mention with its rule."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_FAMILY_STYLES = {"investment_mentions": "green", "regulatory_mentions": "magenta"}
_MONEY_STYLE = "bold yellow"


def show_record(screen: Console, record: dict[str, Any]) -> None:
    """Print a record of ingest.inputs.extract_input; its words are shown as plain text, whatever they hold."""
    if "article" not in record:
        screen.print(Text(f"rejected: {record['reason']} {_clean(record['detail'])}", style="red"))
        return
    article = record["article"]
    if article["title"]:
        screen.print(Text(_clean(article["title"]), style="bold"))
    screen.print(colour_spans(record), soft_wrap=False)
    screen.print()
    screen.print(make_mention_table(record))
    screen.print(make_money_table(record))


def colour_spans(record: dict[str, Any]) -> Text:
    """Return the body with the evidence of each family underlined in its colour and every amount of money marked."""
    text = Text(_clean(record["article"]["body"]))
    for family, style in _FAMILY_STYLES.items():
        for mention in record[family]:
            text.stylize(f"underline {style}", mention["evidence_start"], mention["evidence_end"])
    for money in record["money_mentions"]:
        text.stylize(_MONEY_STYLE, money["start"], money["end"])
    return text


def make_mention_table(record: dict[str, Any]) -> Table:
    """Return a row a mention: what it is, who, how much, and the rule that read it."""
    table = _make_table("Mentions", "Id", "Type", "Status", "Who", "What", "Amount", "Date", "Rule", "Part of")
    for family, style in _FAMILY_STYLES.items():
        for row in record[family]:
            who = row.get("investor") or row.get("regulator")
            what = row.get("target") or ", ".join(row.get("subjects", [])) or row.get("purpose")
            table.add_row(
                Text(row["mention_id"], style=style),
                *_cells(row["event_type"], row["status"], who, what, _amount(row)),
                *_cells(row["event_date"] or row["date_text"], f"{row['rule']} ({row['confidence']:.2f})"),
                *_cells(row["parent_mention_id"]),
            )
    return table


def make_money_table(record: dict[str, Any]) -> Table:
    """Return a row an amount of money: its words, its value, its role."""
    table = _make_table("Money", "Words", "Amount", "Role", "Of mention")
    for row in record["money_mentions"]:
        table.add_row(
            Text(_clean(row["text"]), style=_MONEY_STYLE), *_cells(_amount(row), row["role"], row["mention_id"])
        )
    return table


def _make_table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _cells(*values: object) -> list[Text]:
    return [Text("" if value is None else _clean(str(value))) for value in values]


def _amount(row: dict[str, Any]) -> str | None:
    if row["amount"] is None:
        return None
    low = f"{row['amount_low']:,.0f}-" if row["amount_low"] is not None else ""
    return f"{row['currency'] or '?'} {low}{row['amount']:,.0f} {row['amount_qualifier'] or ''}".rstrip()


def _clean(text: str) -> str:
    """Replace what a terminal could obey, one character by one, so that offsets stay true."""
    return "".join(char if char.isprintable() or char == "\n" else "·" for char in text)
