"""The identity service's documents: tokens, catalogues, projects, versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .identity import Domain, Project
    from .tokens import Token

_SERVICES = (("modelarts", "modelarts", ""), ("identity", "iam", "/v3"), ("object", "obs", "/_emulator/objects"))


def token_document(token: Token, base_url: str, region: str, *, catalog: bool) -> dict[str, Any]:
    """Return the body that describes a token."""
    user = token.user
    document: dict[str, Any] = {
        "expires_at": format_time(token.expires_ms),
        "issued_at": format_time(token.issued_ms),
        "methods": list(token.methods),
        "user": {
            "id": user.id,
            "name": user.name,
            "domain": {"id": user.domain.id, "name": user.domain.name},
            "password_expires_at": "",
        },
        "roles": [{"id": "0", "name": "te_admin"}],
    }
    if token.project is not None:
        document["project"] = {
            "id": token.project.id,
            "name": token.project.name,
            "domain": {"id": token.project.domain.id, "name": token.project.domain.name},
        }
    if token.domain is not None:
        document["domain"] = {"id": token.domain.id, "name": token.domain.name}
    if token.assumed_by is not None:
        by = token.assumed_by
        document["assumed_by"] = {
            "user": {"id": by.id, "name": by.name, "domain": {"id": by.domain.id, "name": by.domain.name}}
        }
    if catalog:
        document["catalog"] = [_service(kind, name, base_url + path, region) for kind, name, path in _SERVICES]
    return {"token": document}


def project_document(project: Project, base_url: str) -> dict[str, Any]:
    """Return the body that describes a project."""
    return {
        "id": project.id,
        "name": project.name,
        "domain_id": project.domain.id,
        "parent_id": project.domain.id,
        "description": "",
        "enabled": True,
        "is_domain": False,
        "links": {"self": f"{base_url}/v3/projects/{project.id}"},
    }


def domain_document(domain: Domain) -> dict[str, Any]:
    """Return the body that describes an account."""
    return {"id": domain.id, "name": domain.name, "enabled": True, "description": ""}


def version_document(base_url: str) -> dict[str, Any]:
    """Return what the identity service says of its one version."""
    return {
        "id": "v3.6",
        "status": "stable",
        "updated": "2016-04-04T00:00:00Z",
        "links": [{"rel": "self", "href": f"{base_url}/v3/"}],
        "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}],
    }


def service_versions(base_url: str) -> dict[str, Any]:
    """Return the list of versions that clients discover first."""
    return {"versions": {"values": [version_document(base_url)]}}


def format_time(at_ms: int) -> str:
    """Return a time as the identity service writes it, in UTC with microseconds."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _service(kind: str, name: str, url: str, region: str) -> dict[str, Any]:
    endpoint = {
        "id": f"{name}-public",
        "interface": "public",
        "region": region,
        "region_id": region,
        "url": url,
    }
    return {"id": name, "name": name, "type": kind, "endpoints": [endpoint]}
