"""The few endpoints of the identity service that clients need to sign in."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from ..calls import Reply
from ..parameters import InvalidError, split_query
from .documents import domain_document, project_document, service_versions, token_document, version_document
from .tokens import Token, TokenError, TokenExpiredError

if TYPE_CHECKING:
    from ..asgi import Request
    from .directory import Directory
    from .gate import Gate
    from .identity import Agency, Domain, Principal, Project, User
    from .tokens import Tokens

_TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}


class IdentityError(Exception):
    """An error in the identity service's own form."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.reply = Reply(status, {"error": {"code": status, "message": message, "title": _TITLES[status]}}, headers)


class IdentityService:
    """Answers `/v3/auth/tokens`, `/v3/projects` and the version documents."""

    def __init__(self, directory: Directory, tokens: Tokens, gate: Gate, region: str) -> None:
        self._directory = directory
        self._tokens = tokens
        self._gate = gate
        self._region = region
        self._routes: dict[bytes, dict[str, Callable[[Request], Reply]]] = {
            b"": {"GET": self._show_versions},
            b"/v3": {"GET": self._show_version},
            b"/v3/auth/tokens": {"GET": self._show_token, "HEAD": self._show_token, "POST": self._create_token},
            b"/v3/projects": {"GET": self._list_projects},
            b"/v3/auth/projects": {"GET": self._list_projects},
            b"/v3/auth/domains": {"GET": self._list_domains},
        }

    def knows(self, raw_path: bytes) -> bool:
        """Tell whether a path is ours."""
        return raw_path.removesuffix(b"/") in self._routes

    def answer(self, request: Request) -> Reply:
        """Answer a request to one of our paths."""
        methods = self._routes[request.raw_path.removesuffix(b"/")]
        try:
            handle = methods.get(request.method)
            if handle is None:
                raise IdentityError(405, "The method is not allowed.", (("Allow", ", ".join(sorted(methods))),))
            return handle(request)
        except IdentityError as error:
            return error.reply

    def _show_versions(self, request: Request) -> Reply:
        return Reply(300, service_versions(request.base_url))

    def _show_version(self, request: Request) -> Reply:
        return Reply(200, {"version": version_document(request.base_url)})

    def _create_token(self, request: Request) -> Reply:
        auth = _object(_parse(request.body), "auth")
        identity = _object(auth, "identity")
        methods = identity.get("methods")
        agency = None
        if methods == ["assume_role"]:
            user, agency = self._assume_role(request, _object(identity, "assume_role"))
        elif isinstance(methods, list) and "password" in methods and set(methods) <= {"password", "totp"}:
            user = self._check_password(identity, methods)
        elif methods == ["token"]:
            user = self._read_token(str(_object(identity, "token").get("id", ""))).user
        else:
            raise IdentityError(
                400, "auth.identity.methods must be password, password with totp, token or assume_role."
            )
        scope = auth.get("scope", {})
        project, domain = self._find_scope(scope if isinstance(scope, dict) else {}, user, agency)
        text, token = self._tokens.issue(user, tuple(methods), project, domain, agency)
        return Reply(201, self._document(request, token), (("X-Subject-Token", text),))

    def _show_token(self, request: Request) -> Reply:
        self._identify(request)
        token = self._read_token(request.header(b"x-subject-token") or "", missing=404)
        subject = request.header(b"x-subject-token") or ""
        return Reply(200, self._document(request, token), (("X-Subject-Token", subject),))

    def _list_projects(self, request: Request) -> Reply:
        principal = self._identify(request)
        wanted = _filters(request, ("name", "domain_id", "id"))
        projects = [
            document
            for document in (project_document(project, request.base_url) for project in principal.user.projects)
            if all(document[name] == value for name, value in wanted.items())
        ]
        return Reply(200, {"projects": projects, "links": _list_links(request)})

    def _list_domains(self, request: Request) -> Reply:
        principal = self._identify(request)
        return Reply(200, {"domains": [domain_document(principal.user.domain)], "links": _list_links(request)})

    def _identify(self, request: Request) -> Principal:
        return self._gate.admit(request, None)

    def _document(self, request: Request, token: Token) -> dict[str, Any]:
        catalog = "nocatalog" not in dict(_pairs(request))
        return token_document(token, request.base_url, self._region, catalog=catalog)

    def _check_password(self, identity: Mapping[str, Any], methods: list[str]) -> User:
        given = _object(_object(identity, "password"), "user")
        user = self._find_user(given)
        # Both are compared in every case, so that the time taken does not tell which names exist.
        password = user.password if user is not None else ""
        same = hmac.compare_digest(str(given.get("password", "")).encode(), password.encode())
        if user is None or not same:
            raise IdentityError(401, "The username or password is wrong.")
        if user.totp or "totp" in methods:
            passcode = str(_object(_object(identity, "totp"), "user").get("passcode", "")) if "totp" in methods else ""
            if not user.totp or not hmac.compare_digest(passcode.encode(), user.totp.encode()):
                raise IdentityError(401, "The passcode of the virtual MFA device is wrong or missing.")
        return user

    def _find_user(self, given: Mapping[str, Any]) -> User | None:
        if given.get("id"):
            return self._directory.find_user(id=str(given["id"]))
        domain = given.get("domain", {})
        account = domain.get("name") or domain.get("id") if isinstance(domain, dict) else ""
        return self._directory.find_user(name=str(given.get("name", "")), domain=str(account or ""))

    def _assume_role(self, request: Request, given: Mapping[str, Any]) -> tuple[User, Agency]:
        caller = self._read_token(request.header(b"x-auth-token") or "").user
        domain = str(given.get("domain_name") or given.get("domain_id") or "")
        name = str(given.get("agency_name") or given.get("xrole_name") or "")
        for agency in self._directory.agencies:
            if agency.name == name and domain in (agency.domain.name, agency.domain.id):
                return caller, agency
        raise IdentityError(404, "The agency does not exist.")

    def _read_token(self, text: str, missing: int = 401) -> Token:
        try:
            return self._tokens.read(text)
        except TokenExpiredError:
            raise IdentityError(missing, "The token has expired.") from None
        except TokenError:
            raise IdentityError(missing, "The token is invalid or missing.") from None

    def _find_scope(
        self, scope: Mapping[str, Any], user: User, agency: Agency | None
    ) -> tuple[Project | None, Domain | None]:
        wanted = scope.get("project")
        if isinstance(wanted, dict):
            domain = agency.domain if agency is not None else user.domain
            for project in user.projects:
                if project.domain == domain and (project.id == wanted.get("id") or project.name == wanted.get("name")):
                    return project, None
            raise IdentityError(401, "The user has no access to this project.")
        account = scope.get("domain")
        if isinstance(account, dict):
            found = self._directory.find_domain(str(account.get("id") or account.get("name") or ""))
            if found != user.domain:
                raise IdentityError(401, "The user has no access to this account.")
            return None, found
        return None, None


def _parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise IdentityError(400, "The body is not valid JSON.") from None


def _object(value: Any, name: str) -> Mapping[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, dict):
        raise IdentityError(400, f"The object {name} is missing.")
    return found


def _pairs(request: Request) -> list[tuple[str, str]]:
    try:
        return split_query(request.query_string)
    except InvalidError as error:
        raise IdentityError(400, str(error)) from None


def _filters(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in _pairs(request) if name in names}


def _list_links(request: Request) -> dict[str, str | None]:
    path = request.raw_path.decode("ascii", "replace")
    return {"self": request.base_url + path, "next": None, "previous": None}
