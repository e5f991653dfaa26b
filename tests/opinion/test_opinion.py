"""A model's answer counts only where the article and our own reader bear it out; no model is asked here."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.cli import commands
from ingest.errors import WartaError
from ingest.extract.article import extract_article, load_engine
from ingest.opinion.check import check_claims
from ingest.opinion.claims import Claim

_BODY = (
    "Larkmere Holdings Ltd said on Monday it will spend $450 million (€412 million) on a new battery plant in Ohio. "
    "The Securities and Exchange Commission fined Quillmoor Capital LLC $3.5 million for misleading investors."
)
_PLANT = Claim(
    "investment",
    "capital_expenditure",
    "planned",
    "it will spend $450 million (€412 million) on a new battery plant in Ohio",
    "Larkmere Holdings Ltd",
    "battery plant",
    Decimal(450_000_000),
    "USD",
    "$450 million",
)


def _check(*claims: Claim) -> tuple[list[str | None], list[str]]:
    engine = load_engine()
    found = extract_article(engine, _BODY, None, "en")
    holding, refused = check_claims(engine, _BODY, "en", claims, found)
    assert all(_BODY[o.start : o.end] == o.claim.evidence for o in holding)
    return [o.same_as for o in holding], [r.reason for r in refused]


def test_a_claim_that_the_article_bears_out_holds_and_meets_the_mention_of_the_rules() -> None:
    (same,), refused = _check(_PLANT)
    mentions = extract_article(load_engine(), _BODY, None, "en").investment_mentions
    assert refused == [] and same in {mention.mention_id for mention in mentions}


def test_a_claim_without_an_amount_holds() -> None:
    assert _check(replace(_PLANT, amount=None, currency=None, amount_text=None)) == ([None], [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_type": "penalty"}, "unknown_type"),
        ({"status": "decided"}, "unknown_status"),
        ({"family": "gossip"}, "unknown_type"),
        ({"evidence": "Ohio"}, "evidence_too_short"),
        ({"evidence": "it will spend $450 million on a new battery plant"}, "evidence_not_in_article"),
        ({"actor": "Harrow Energy plc"}, "name_not_in_article"),
        ({"amount_text": None}, "amount_without_words"),
        ({"amount_text": "$3.5 million"}, "amount_not_in_evidence"),
        ({"amount_text": "battery"}, "amount_unreadable"),
        ({"amount": Decimal(450)}, "amount_differs"),
        ({"amount": Decimal(450_000_000_000)}, "amount_differs"),
        ({"amount_text": "€412 million"}, "amount_differs"),
        ({"currency": "EUR"}, "currency_differs"),
        ({"currency": None}, "currency_differs"),
    ],
)
def test_a_claim_that_it_does_not_bear_out_is_refused_by_name(change: dict[str, object], reason: str) -> None:
    assert _check(replace(_PLANT, **change)) == ([], [reason])  # type: ignore[arg-type]


def test_a_model_is_asked_without_tools_and_once_more_where_its_answer_has_no_shape() -> None:
    pydantic_ai = pytest.importorskip("pydantic_ai")
    from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
    from pydantic_ai.models.function import AgentInfo, FunctionModel

    from ingest.opinion.language_model import LanguageModel

    assert pydantic_ai
    seen: list[str] = []
    record = {
        "family": "investment",
        "event_type": "capital_expenditure",
        "status": "planned",
        "evidence": _PLANT.evidence,
        "actor": "Larkmere Holdings Ltd",
        "other": "battery plant",
        "amount": "450000000",
        "currency": "USD",
        "amount_text": "$450 million",
    }

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        assert info.function_tools == []
        seen.append(str(messages[0]))
        records = [record] if len(seen) > 1 else [{"family": "weather"}]
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"response": records})])

    claims = LanguageModel("llm/test", FunctionModel(answer)).read_article(_BODY, "A title")
    assert claims == [_PLANT]
    assert len(seen) == 2 and "A title" in seen[0]
    assert _check(*claims)[1] == []


def test_no_model_is_asked_unless_one_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INGEST_LLM_URL", "INGEST_LLM_MODEL", "INGEST_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "a.txt"
    path.write_text(_BODY)
    result = CliRunner().invoke(commands, ["opinion", str(path)])
    assert isinstance(result.exception, WartaError) and "INGEST_LLM_URL" in str(result.exception)


def test_an_endpoint_of_the_protocol_is_asked_with_the_set_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, httpserver: object
) -> None:
    pytest.importorskip("pydantic_ai")
    server = httpserver  # pytest-httpserver
    arguments = json.dumps({"response": []})
    call = {"id": "1", "type": "function", "function": {"name": "final_result", "arguments": arguments}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    reply = {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "small",
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
    }
    server.expect_request("/v1/chat/completions", method="POST").respond_with_json(reply)  # type: ignore[attr-defined]
    monkeypatch.setenv("INGEST_LLM_URL", server.url_for("/v1"))  # type: ignore[attr-defined]
    monkeypatch.setenv("INGEST_LLM_MODEL", "small")
    path = tmp_path / "a.txt"
    path.write_text(_BODY)
    result = CliRunner().invoke(commands, ["opinion", str(path)])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout) == {"extractor": "llm/small", "holding": [], "refused": []}
