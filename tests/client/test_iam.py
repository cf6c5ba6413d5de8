"""Signing in with tokens: asking for them, keeping them, renewing them, and finding the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from modelarts_client._runtime import (
    AkSk,
    AuthenticationError,
    ConfigurationError,
    Credentials,
    CredentialsError,
    IamPassword,
    IamToken,
    Request,
    Response,
)

from .iam_service import THING, Iam
from .support import GET, PROJECT, Driver, reply


def _password(**more: Any) -> IamPassword:
    return IamPassword("demo", "demo-password", "demo-domain", **more)


def _client(driver: Driver, handler: Callable[[Request], Response], credentials: Credentials, **settings: Any) -> Any:
    settings = {"region": "eu-de", "project_id": None, **settings}
    return driver.client(handler, credentials=credentials, **settings)


def _get(driver: Driver, client: Any) -> Any:
    return driver.run(client.request(GET, path={"thing_id": "t1"}))


def test_token_is_asked_for_once_and_sent_with_every_call(driver: Driver) -> None:
    iam = Iam(driver.clock)
    client = _client(driver, iam, _password())
    for _ in range(3):
        _get(driver, client)
    assert iam.issued == 1
    assert iam.bodies == [
        {
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": {"name": "demo", "password": "demo-password", "domain": {"name": "demo-domain"}}
                    },
                },
                "scope": {"project": {"name": "eu-de"}},
            }
        }
    ]
    first, *calls = driver.sent
    assert first.url == "http://iam.test:8080/v3/auth/tokens?nocatalog=true"
    assert {call.headers["X-Auth-Token"] for call in calls} == {"token-1"}
    assert {call.path for call in calls} == {f"/v2/{PROJECT}/things/t1"}


@pytest.mark.parametrize(
    ("credentials", "settings", "scope"),
    [
        (_password(project="eu-de_team"), {}, {"project": {"name": "eu-de_team"}}),
        (_password(project_id="p1", project="ignored"), {}, {"project": {"id": "p1"}}),
        (_password(), {"project_id": "p2"}, {"project": {"id": "p2"}}),
    ],
)
def test_scope(driver: Driver, credentials: IamPassword, settings: Any, scope: Any) -> None:
    iam = Iam(driver.clock)
    _get(driver, _client(driver, iam, credentials, **settings))
    assert iam.bodies[0]["auth"]["scope"] == scope


def test_no_scope_is_an_error(driver: Driver) -> None:
    client = driver.client([], credentials=_password(), project_id=None)
    with pytest.raises(ConfigurationError, match="region"):
        _get(driver, client)


def test_renewed_before_its_end(driver: Driver) -> None:
    iam = Iam(driver.clock)
    client = _client(driver, iam, _password())
    _get(driver, client)
    driver.clock.time += 24 * 3600 - 301
    _get(driver, client)
    assert iam.issued == 1
    driver.clock.time += 2
    _get(driver, client)
    assert iam.issued == 2


def test_short_lived_tokens_are_used_all_the_same(driver: Driver) -> None:
    iam = Iam(driver.clock, life=100)
    client = _client(driver, iam, _password())
    _get(driver, client)
    driver.clock.time += 80
    _get(driver, client)
    assert iam.issued == 1


def test_renewed_once_when_refused(driver: Driver) -> None:
    iam = Iam(driver.clock)
    client = _client(driver, iam, _password())
    _get(driver, client)
    iam.valid.clear()
    _get(driver, client)
    assert iam.issued == 2
    assert driver.clock.slept == []


def test_refused_for_good(driver: Driver) -> None:
    def answer(request: Request) -> Response:
        return iam.issue(request) if request.path == "/v3/auth/tokens" else reply(401, {"error_code": "APIGW.0307"})

    iam = Iam(driver.clock)
    with pytest.raises(AuthenticationError):
        _get(driver, _client(driver, answer, _password()))
    assert iam.issued == 2


def test_given_token(driver: Driver) -> None:
    iam = Iam(driver.clock)
    iam.valid.add("given")
    client = _client(driver, iam, IamToken("given"), project_id="p")
    _get(driver, client)
    iam.valid.clear()
    with pytest.raises(AuthenticationError):
        _get(driver, client)
    assert iam.issued == 0


def test_code_of_an_mfa_device(driver: Driver) -> None:
    codes = iter(["111111", "222222"])
    iam = Iam(driver.clock)
    client = _client(driver, iam, _password(user_id="u1", passcode=lambda: next(codes)))
    _get(driver, client)
    driver.clock.time += 25 * 3600
    _get(driver, client)
    identities = [body["auth"]["identity"] for body in iam.bodies]
    assert [identity["methods"] for identity in identities] == [["password", "totp"]] * 2
    assert [identity["totp"] for identity in identities] == [
        {"user": {"id": "u1", "passcode": "111111"}},
        {"user": {"id": "u1", "passcode": "222222"}},
    ]


def test_agency(driver: Driver) -> None:
    iam = Iam(driver.clock)
    _get(driver, _client(driver, iam, _password(agency="ops", agency_domain="customer")))
    own, role = iam.bodies
    assert own["auth"]["scope"] == {"domain": {"name": "demo-domain"}}
    assert role["auth"] == {
        "identity": {
            "methods": ["assume_role"],
            "assume_role": {"agency_name": "ops", "domain_name": "customer"},
        },
        "scope": {"project": {"name": "eu-de"}},
    }
    assert iam.callers == [None, "token-1"]
    assert driver.sent[-1].headers["X-Auth-Token"] == "token-2"


def test_identity_service_is_asked_again_when_it_stumbles(driver: Driver) -> None:
    iam = Iam(driver.clock)
    troubles = iter([reply(503), reply(500)])

    def answer(request: Request) -> Response:
        trouble = next(troubles, None) if request.path == "/v3/auth/tokens" else None
        return trouble or iam(request)

    _get(driver, _client(driver, answer, _password()))
    assert driver.clock.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    "answer",
    [
        reply(401, {"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}}),
        reply(201, {"token": {}}),
        reply(404),
    ],
)
def test_refusal_by_the_identity_service(driver: Driver, answer: Response) -> None:
    client = _client(driver, lambda _: answer, _password())
    with pytest.raises(CredentialsError, match="user 'demo'") as caught:
        _get(driver, client)
    assert "demo-password" not in str(caught.value)


@pytest.mark.parametrize("body", [None, [], {"token": None}, {"token": {"expires_at": "soon"}}])
def test_token_with_an_odd_body_is_used(driver: Driver, body: Any) -> None:
    def answer(request: Request) -> Response:
        return reply(201, body, X_Subject_Token="t") if "auth" in request.path else reply(200, THING)

    assert _get(driver, _client(driver, answer, _password(), project_id="p")).id == "t1"


@pytest.mark.parametrize(
    "make",
    [
        lambda: AkSk("", "x"),
        lambda: AkSk("x", ""),
        lambda: IamToken(""),
        lambda: IamPassword("", "x"),
        lambda: IamPassword("x", ""),
        lambda: IamPassword("x", "y", agency="a"),
    ],
)
def test_incomplete_credentials(make: Callable[[], Credentials]) -> None:
    with pytest.raises((CredentialsError, ConfigurationError)):
        make()
