from __future__ import annotations

from typing import Any

import orjson
import pytest
from modelarts_emulator.auth.directory import DirectoryError, read_directory
from modelarts_emulator.config import Config
from modelarts_emulator.inprocess import RawReply
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings
from .things import PROJECT, THINGS

DOMAIN_ID = "d0f1a2b3c4d5e6f708192a3b4c5d6e7f"
USER_ID = "7c1d5e9f3a2b48c6b0d4e8f2a6c1b3d5"
BY_NAME = {"name": "demo", "password": "demo-password", "domain": {"name": "demo-domain"}}
EU_DE = {"project": {"name": "eu-de"}}


def password(user: dict[str, Any] = BY_NAME, scope: dict[str, Any] | None = EU_DE) -> dict[str, Any]:
    auth: dict[str, Any] = {"identity": {"methods": ["password"], "password": {"user": user}}}
    return {"auth": {**auth, "scope": scope} if scope is not None else auth}


def post(things: LocalEmulator, body: Any, query: str = "", **headers: str) -> RawReply:
    return things.request("POST", f"/v3/auth/tokens{query}", body=orjson.dumps(body), headers=headers)


def header(reply: RawReply, name: str) -> str:
    return dict(reply.headers).get(name.encode(), b"").decode()


def get_token(things: LocalEmulator, **options: Any) -> str:
    reply = post(things, password(**options))
    assert reply.status == 201, reply.body
    return header(reply, "x-subject-token")


def list_things(things: LocalEmulator, token: str, path: str = THINGS) -> tuple[int, str]:
    reply = things.request("GET", path, headers={"X-Auth-Token": token})
    return reply.status, orjson.loads(reply.body).get("error_code", "")


@pytest.mark.parametrize(
    "user",
    [
        BY_NAME,
        {"name": "demo", "password": "demo-password", "domain": {"id": DOMAIN_ID}},
        {"id": USER_ID, "password": "demo-password"},
    ],
)
@pytest.mark.parametrize("scope", [EU_DE, {"project": {"id": PROJECT}}])
def test_a_password_gives_a_token_for_a_project(things: LocalEmulator, user: Any, scope: Any) -> None:
    reply = post(things, password(user, scope))
    assert reply.status == 201
    token = orjson.loads(reply.body)["token"]
    assert token["user"] == {
        "id": USER_ID,
        "name": "demo",
        "domain": {"id": DOMAIN_ID, "name": "demo-domain"},
        "password_expires_at": "",
    }
    assert token["project"]["id"] == PROJECT
    assert token["methods"] == ["password"]
    assert (token["issued_at"], token["expires_at"]) == ("2025-10-09T08:53:20.000000Z", "2025-10-10T08:53:20.000000Z")
    assert list_things(things, header(reply, "x-subject-token")) == (200, "")


def test_the_catalogue_leads_back_here(things: LocalEmulator) -> None:
    catalog = orjson.loads(post(things, password()).body)["token"]["catalog"]
    urls = {entry["type"]: entry["endpoints"][0]["url"] for entry in catalog}
    assert urls["modelarts"] == things.url
    assert urls["identity"] == f"{things.url}/v3"
    assert {endpoint["region_id"] for entry in catalog for endpoint in entry["endpoints"]} == {"eu-de"}
    assert "catalog" not in orjson.loads(post(things, password(), "?nocatalog=true").body)["token"]


def test_a_token_for_the_account_is_no_token_for_a_project(things: LocalEmulator) -> None:
    reply = post(things, password(scope={"domain": {"name": "demo-domain"}}))
    assert orjson.loads(reply.body)["token"]["domain"] == {"id": DOMAIN_ID, "name": "demo-domain"}
    assert list_things(things, header(reply, "x-subject-token")) == (401, "ModelArts.0212")
    assert list_things(things, get_token(things, scope=None)) == (401, "ModelArts.0212")


@pytest.mark.parametrize(
    "user",
    [
        {**BY_NAME, "password": "wrong"},
        {**BY_NAME, "name": "nobody"},
        {**BY_NAME, "domain": {"name": "other"}},
        {"name": "demo", "password": "demo-password"},
        {"id": "nobody", "password": ""},
        {},
    ],
)
def test_wrong_names_and_passwords(things: LocalEmulator, user: Any) -> None:
    reply = post(things, password(user))
    assert reply.status == 401
    assert orjson.loads(reply.body)["error"]["message"] == "The username or password is wrong."


@pytest.mark.parametrize("scope", [{"project": {"name": "other"}}, {"project": {}}, {"domain": {"name": "other"}}])
def test_wrong_scopes(things: LocalEmulator, scope: Any) -> None:
    assert post(things, password(scope=scope)).status == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"auth": []},
        {"auth": {"identity": {}}},
        {"auth": {"identity": {"methods": []}}},
        {"auth": {"identity": {"methods": ["telepathy"]}}},
        {"auth": {"identity": {"methods": ["password"]}}},
        {"auth": {"identity": {"methods": "password"}}},
        {"auth": {"identity": {"methods": [{}]}}},
        {"auth": {"identity": {"methods": ["assume_role"]}}},
    ],
)
def test_malformed_bodies(things: LocalEmulator, body: Any) -> None:
    reply = post(things, body)
    assert (reply.status, orjson.loads(reply.body)["error"]["code"]) == (400, 400)


def test_text_that_is_no_json(things: LocalEmulator) -> None:
    assert things.request("POST", "/v3/auth/tokens", body=b"{").status == 400


def test_a_second_factor(make_things: MakeThings) -> None:
    directory = read_directory(
        {
            "domain": [
                {
                    "name": "demo-domain",
                    "project": [{"name": "eu-de"}],
                    "user": [{"name": "demo", "password": "demo-password", "totp": "123456"}],
                }
            ]
        }
    )
    things = make_things(directory=directory)
    assert post(things, password()).status == 401
    for passcode, status in (("123456", 201), ("654321", 401)):
        body = password()
        body["auth"]["identity"]["methods"] = ["password", "totp"]
        body["auth"]["identity"]["totp"] = {"user": {"id": "x", "passcode": passcode}}
        reply = post(things, body)
        assert reply.status == status
    assert orjson.loads(post(things, body).body)["error"]["title"] == "Unauthorized"


def test_an_agency_can_be_assumed(things: LocalEmulator) -> None:
    identity = {
        "methods": ["assume_role"],
        "assume_role": {"domain_name": "demo-domain", "agency_name": "modelarts_agency"},
    }
    body = {"auth": {"identity": identity, "scope": EU_DE}}
    reply = post(things, body, **{"X-Auth-Token": get_token(things)})
    assert reply.status == 201
    token = orjson.loads(reply.body)["token"]
    assert token["user"]["name"] == "demo-domain/modelarts_agency"
    assert token["assumed_by"]["user"]["name"] == "demo"
    assert list_things(things, header(reply, "x-subject-token")) == (200, "")
    assert post(things, body).status == 401
    identity["assume_role"] = {"domain_name": "demo-domain", "agency_name": "none"}
    assert post(things, body, **{"X-Auth-Token": get_token(things)}).status == 404


def test_tokens_can_be_looked_at(things: LocalEmulator) -> None:
    token = get_token(things)
    reply = things.request("GET", "/v3/auth/tokens", headers={"X-Auth-Token": token, "X-Subject-Token": token})
    assert reply.status == 200
    assert orjson.loads(reply.body)["token"]["user"]["id"] == USER_ID
    unknown = things.request("GET", "/v3/auth/tokens", headers={"X-Auth-Token": token, "X-Subject-Token": "x"})
    assert unknown.status == 404
    assert things.request("GET", "/v3/auth/tokens", headers={"X-Subject-Token": token}).status == 401


def test_projects(things: LocalEmulator) -> None:
    headers = {"X-Auth-Token": get_token(things, scope=None)}
    for path in ("/v3/projects", "/v3/projects?name=eu-de", "/v3/auth/projects", f"/v3/projects?domain_id={DOMAIN_ID}"):
        found = orjson.loads(things.request("GET", path, headers=headers).body)["projects"]
        assert [project["id"] for project in found] == [PROJECT]
    assert orjson.loads(things.request("GET", "/v3/projects?name=x", headers=headers).body)["projects"] == []
    assert things.request("GET", "/v3/projects").status == 401
    domains = orjson.loads(things.request("GET", "/v3/auth/domains", headers=headers).body)["domains"]
    assert domains[0]["id"] == DOMAIN_ID


def test_versions(things: LocalEmulator) -> None:
    assert orjson.loads(things.request("GET", "/").body)["versions"]["values"][0]["id"] == "v3.6"
    version = orjson.loads(things.request("GET", "/v3/").body)["version"]
    assert version["links"][0]["href"] == f"{things.url}/v3/"
    reply = things.request("DELETE", "/v3/projects")
    assert (reply.status, header(reply, "allow")) == (405, "GET")


def test_missing_wrong_and_expired_tokens(things: LocalEmulator) -> None:
    token = get_token(things)
    assert list_things(things, "") == (401, "ModelArts.0201")
    for wrong in ("nonsense", token[:-1], "." + token, token.partition(".")[0] + "." + "0" * 64, "ä.x"):
        assert list_things(things, wrong) == (401, "ModelArts.0203")
    things.advance(24 * 3600 - 1)
    assert list_things(things, token) == (200, "")
    things.advance(1)
    assert list_things(things, token) == (401, "ModelArts.0202")
    reply = things.request("GET", THINGS, headers={"Authorization": "Bearer x"})
    assert (reply.status, orjson.loads(reply.body)["error_code"]) == (401, "ModelArts.0206")


def test_another_project_is_forbidden(things: LocalEmulator) -> None:
    assert list_things(things, get_token(things), f"/v2/{'0' * 32}/things") == (403, "ModelArts.0210")


def test_tokens_survive_a_restart(make_things: MakeThings, tmp_path: Any) -> None:
    store = f"sqlite:///{tmp_path}/state.sqlite"
    first = make_things(store=store, seed=None)
    token = get_token(first)
    first.close()
    assert list_things(make_things(store=store, seed=None), token) == (200, "")
    assert list_things(make_things(seed=None), token) == (401, "ModelArts.0203")


def test_authentication_can_be_turned_off(make_things: MakeThings) -> None:
    things = make_things(auth=False)
    for project in (PROJECT, "anything"):
        assert things.request("GET", f"/v2/{project}/things").status == 200


def test_the_default_accounts() -> None:
    assert "demo-password" not in repr(Config())
    assert "demo-secret-key" not in repr(Config())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "it names no user"),
        ({"domain": {}}, "domain is a list of tables"),
        ({"domain": [{}]}, "a domain has no name"),
        ({"domain": [{"name": "d", "user": [{"name": "u"}]}]}, "a user has no password"),
        ({"domain": [{"name": "d", "user": [{"name": "u", "password": "p", "projects": ["x"]}]}]}, "no project 'x'"),
        ({"domain": [{"name": "d", "user": [{"name": "u", "password": "p", "projects": [[]]}]}]}, "is a list of names"),
        ({"domain": [{"name": "d", "agencies": 5}]}, "agencies is a list of names"),
        ({"domain": [{"name": "d", "user": [{"name": "u", "password": "p", "access_keys": [{}]}]}]}, "has no access"),
    ],
)
def test_wrong_accounts_are_explained(data: Any, message: str) -> None:
    with pytest.raises(DirectoryError, match=message):
        read_directory(data)
