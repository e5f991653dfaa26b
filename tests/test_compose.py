"""What can be said of docker-compose.yml without a Docker engine."""

import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
LONG_RUNNING = {"postgres", "api-server", "scheduler", "dag-processor", "triggerer"}


def test_the_services():
    assert set(SERVICES) == LONG_RUNNING | {"init"}


@pytest.mark.parametrize("name", sorted(LONG_RUNNING))
def test_what_runs_for_long_is_checked_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "always"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nothing_has_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid"} & set(service)
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))
    if name != "postgres":
        assert service["read_only"] is True
        assert set(service["depends_on"]) >= {"postgres"}


def test_only_the_ui_listens_and_only_on_this_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert ports == {"api-server": ["127.0.0.1:${WARTA_PORT:-8080}:8080"]}


def test_only_the_scheduler_writes_the_data():
    mounts = {
        name: [v for v in service.get("volumes", []) if v.startswith("./data")] for name, service in SERVICES.items()
    }
    assert {name: found for name, found in mounts.items() if found} == {
        "api-server": ["./data:/data:ro"],
        "scheduler": ["./data:/data"],
        "triggerer": ["./data:/data:ro"],
    }


def test_every_part_has_the_same_keys_and_code():
    parts = [SERVICES[name] for name in SERVICES if name != "postgres"]
    assert len({part["image"] for part in parts}) == 1
    assert all(part["environment"] == parts[0]["environment"] for part in parts)


def test_no_secret_is_inside():
    for service in SERVICES.values():
        for key, value in service["environment"].items():
            if any(word in key for word in ("PASSWORD", "SECRET", "FERNET", "SQL_ALCHEMY")) and "FILE" not in key:
                assert ":?" in value, f"{key} must come from the environment"


def test_the_image_is_locked():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"apache/airflow:3.3.2-python3.11"}
    for line in lines:
        if "pip install" in line:
            assert "--require-hashes" in line or "--no-deps" in line


def test_the_image_holds_all_that_the_package_carries():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {line.split()[-2] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY")}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    carried = {*build["packages"], *build["force-include"]}
    assert "docs/accuracy.md" in carried
    assert carried <= copied
    assert carried <= let_in
