"""Credentials in environment variables, under the names that three communities know."""

from __future__ import annotations

from collections.abc import Mapping

from .profile import Fields, Profile, make_profile

OFFICIAL_SDK = Fields(
    access_key=("HUAWEICLOUD_SDK_AK",),
    secret_key=("HUAWEICLOUD_SDK_SK",),
    security_token=("HUAWEICLOUD_SDK_SECURITY_TOKEN",),
    project_id=("HUAWEICLOUD_SDK_PROJECT_ID",),
    region=("HUAWEICLOUD_SDK_REGION",),
    iam_endpoint=("HUAWEICLOUD_SDK_IAM_ENDPOINT",),
)
OPENSTACK = Fields(
    access_key=("OS_ACCESS_KEY",),
    secret_key=("OS_SECRET_KEY",),
    security_token=("OS_SECURITY_TOKEN",),
    username=("OS_USERNAME",),
    password=("OS_PASSWORD",),
    domain=("OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"),
    token=("OS_AUTH_TOKEN", "OS_TOKEN"),
    project=("OS_PROJECT_NAME", "OS_TENANT_NAME"),
    project_id=("OS_PROJECT_ID", "OS_TENANT_ID"),
    region=("OS_REGION_NAME",),
    iam_endpoint=("OS_AUTH_URL",),
)
TERRAFORM = Fields(
    access_key=("HW_ACCESS_KEY",),
    secret_key=("HW_SECRET_KEY",),
    security_token=("HW_SECURITY_TOKEN",),
    username=("HW_USER_NAME",),
    password=("HW_USER_PASSWORD",),
    domain=("HW_DOMAIN_NAME", "HW_USER_DOMAIN_NAME"),
    token=("HW_AUTH_TOKEN",),
    project=("HW_PROJECT_NAME",),
    project_id=("HW_PROJECT_ID",),
    region=("HW_REGION_NAME",),
    iam_endpoint=("HW_AUTH_URL",),
)


def from_environment(name: str, fields: Fields, environ: Mapping[str, str]) -> Profile | None:
    """Return the profile that one family of variables tells."""
    return make_profile(f"environment ({name})", environ, fields)


def region_from(environ: Mapping[str, str]) -> str | None:
    """Return the region that the environment tells, whichever credentials are used."""
    names = ("MODELARTS_REGION", *OFFICIAL_SDK.region, *OPENSTACK.region, *TERRAFORM.region)
    return next((environ[name] for name in names if environ.get(name)), None)


def project_id_from(environ: Mapping[str, str]) -> str | None:
    """Return the project id that the environment tells, whichever credentials are used."""
    names = ("MODELARTS_PROJECT_ID", *OFFICIAL_SDK.project_id, *OPENSTACK.project_id, *TERRAFORM.project_id)
    return next((environ[name] for name in names if environ.get(name)), None)
