"""Every page opened as every role, compared with the written table of rights."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from barometer.web import middleware
from tests.apps.situations import (
    FONTAINE,
    NOW,
    make_body,
    make_edition,
    make_operator,
    make_person,
    make_registration,
)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OUTCOMES = {200: "open", 403: "refused", 404: "unknown"}
AUDIENCES = {"public", "organisation", "steering"}
POST_ONLY = {"organisation:move"}


def table(root):
    text = (root / "docs/reference/permissions.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    roles = rows[0][1:]
    return {row[0]: dict(zip(roles, row[1:], strict=True)) for row in rows[1:]}


@pytest.fixture
def clients(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(middleware, "is_mfa_enabled", lambda user: True)
    operator = make_operator()
    edition = make_edition(operator)
    people = {
        "anonymous": None,
        "stranger": make_person("stranger"),
        "other manager": make_person("other"),
        "manager": make_person("manager"),
        "operator": operator,
    }
    other = replace(FONTAINE, name="Mairie d’ailleurs", siret="21350238800019")
    owned = (("manager", "own", FONTAINE), ("other manager", "another", other))
    for name, code, description in owned:
        body = make_body(people[name], description, code=code)
        make_registration(edition, body, people[name])
    found = {}
    for role, person in people.items():
        found[role] = Client()
        if person is not None:
            found[role].force_login(person, backend=BACKEND)
    return found


def outcome(answer):
    if answer.status_code == 302:
        return "sign in" if answer["Location"].startswith("/compte/login/") else "elsewhere"
    return OUTCOMES[answer.status_code]


def test_every_page_opens_for_whom_the_table_says(root, clients):
    expected = table(root)
    found = {
        address: {
            role: outcome(client.get(address, secure=True)) for role, client in clients.items()
        }
        for address in expected
    }
    assert found == expected


def patterns(resolver, prefix="", namespace=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route, entry.namespace or namespace)
        elif isinstance(entry, URLPattern) and namespace in AUDIENCES:
            yield f"{namespace}:{entry.name}", route


def test_every_address_of_the_platform_is_in_the_table(root):
    addresses = [address.lstrip("/") for address in table(root)]
    missing = [
        name
        for name, route in patterns(get_resolver())
        if name not in POST_ONLY
        and not any(
            re.fullmatch(re.sub(r"<slug:\w+>", "[^/]+", route), address) for address in addresses
        )
    ]
    assert missing == []


def test_a_body_of_one_is_never_named_to_the_other(clients):
    for address in ("/structures/", "/structures/inscrire/2027/"):
        text = clients["other manager"].get(address, secure=True).content.decode()
        assert "/own/" not in text


def test_opening_pages_writes_nothing(root, clients):
    for address, rights in table(root).items():
        if rights["operator"] != "open":
            continue
        with CaptureQueriesContext(connection) as captured:
            clients["operator"].get(address, secure=True)
        writes = [
            query["sql"]
            for query in captured.captured_queries
            if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"])
            and "django_session" not in query["sql"]
        ]
        assert writes == [], address


def test_pages_hold_nothing_inline(root, clients):
    for address, rights in table(root).items():
        if rights["operator"] != "open" or address.endswith(".ics"):
            continue
        text = clients["operator"].get(address, secure=True).content.decode()
        assert re.findall(r"\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", text) == [], address
        assert "{{" not in text, address
        assert '<html lang="fr"' in text, address
