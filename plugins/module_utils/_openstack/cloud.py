# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenStack cloud as modules use it: the options of a login, a connection, and one sentence for whatever goes wrong."""

from __future__ import annotations

import contextlib
import re
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

IMPORT_ERROR: str | None = None
try:
    import openstack
    from keystoneauth1 import exceptions as login_errors
    from openstack import exceptions as cloud_errors
except ImportError:
    # Importable all the same, so that a module can say what is missing.
    openstack = login_errors = cloud_errors = t.cast("t.Any", None)
    IMPORT_ERROR = traceback.format_exc()

REQUIREMENT = "openstacksdk>=4.0"

# Our names, and openstacksdk's, of what openstacksdk can be told beside cloud and auth.
SETTINGS = {
    "auth": "auth", "auth_type": "auth_type", "region_name": "region_name", "interface": "interface", "validate_certs": "verify", "ca_cert": "cacert",
    "client_cert": "cert", "client_key": "key", "api_timeout": "api_timeout",
}  # fmt: skip

# Of the options of keystoneauth's logins. Any other may be a secret.
NOT_SECRET = {
    "auth_url", "username", "user_id", "user_domain_name", "user_domain_id", "project_name", "project_id", "project_domain_name", "project_domain_id",
    "domain_name", "domain_id", "default_domain_name", "default_domain_id", "tenant_name", "tenant_id", "system_scope", "trust_id",
    "application_credential_id", "application_credential_name", "identity_provider", "protocol", "endpoint",
}  # fmt: skip

_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


class CloudFailure(Exception):
    """What went wrong, as one sentence with a remedy."""


def cloud_spec() -> dict[str, t.Any]:
    """The options of a login, named as those of openstack.cloud's modules."""
    return {
        "cloud": {"type": "str"},
        "auth": {"type": "dict", "no_log": True},
        "auth_type": {"type": "str"},
        "region_name": {"type": "str"},
        "interface": {"type": "str", "choices": ["public", "internal", "admin"], "aliases": ["endpoint_type"]},
        "validate_certs": {"type": "bool", "aliases": ["verify"]},
        "ca_cert": {"type": "str", "aliases": ["cacert"]},
        "client_cert": {"type": "str", "aliases": ["cert"]},
        "client_key": {"type": "str", "no_log": False, "aliases": ["key"]},
        "api_timeout": {"type": "int", "default": 60},
    }


class CloudModule(AnsibleModule):
    """A module with the options of a login.

    All of C(auth) is kept out of the system's log. But names in it, such as that of a project, are not hidden in what the module says: they occur in the
    names of groups and instances, too, and nobody would know which.
    """

    def __init__(self, argument_spec: dict[str, t.Any]) -> None:
        super().__init__(argument_spec={**cloud_spec(), **argument_spec}, supports_check_mode=True)
        self.no_log_values: set[str] = _secrets(self.no_log_values, self.params["auth"] or {})
        if IMPORT_ERROR:
            self.fail_json(
                msg=missing_required_lib(REQUIREMENT, url="https://docs.openstack.org/openstacksdk"),
                exception=IMPORT_ERROR,
            )


def _secrets(hidden: t.Iterable[str], auth: dict[str, t.Any]) -> set[str]:
    """What stays hidden; a value that one of the other options of the login has too does."""
    known = {str(value) for name, value in auth.items() if name in NOT_SECRET}
    return set(hidden) - (known - {str(value) for name, value in auth.items() if name not in NOT_SECRET})


class Cloud:
    """A connection that logs in with the first request. Every request is made in C(doing), which says what was being done when one fails."""

    def __init__(self, params: dict[str, t.Any]) -> None:
        self.name = f"cloud {params['cloud']}" if params["cloud"] else "the cloud"
        settings = {name: params[option] for option, name in SETTINGS.items() if params[option] is not None}
        # A vendor's hook, such as otcextensions' of the profile otc, would log in at once, and changes how errors are raised everywhere.
        with self.doing("read how to log in"):
            self.connection = openstack.connect(
                cloud=params["cloud"], app_name="otc.kafka_migration", vendor_hook="", **settings
            )

    @contextlib.contextmanager
    def doing(self, what: str) -> t.Iterator[None]:
        """Turn an error of one of the three roots of the libraries' errors into a CloudFailure."""
        try:
            yield
        except (cloud_errors.SDKException, login_errors.ClientException) as error:
            raise CloudFailure(f"Cannot {what}: {self._explain(error)}.") from error

    def _explain(self, error: Exception) -> str:
        for kinds, explain in _EXPLANATIONS:
            if isinstance(error, kinds()):
                return explain(self, error)
        return said(error)

    def _login(self, _error: Exception) -> str:
        return (
            f"{self.name} refuses the login at {self._config('auth_url')} (401); check user name, password, domain and project in clouds.yaml or auth. "
            "For a project that it does not know it says the same as for a wrong password"
        )

    def _region(self, _error: Exception) -> str:
        region, others = self.connection.config.region_name, ", ".join(self._regions())
        return f"{self.name} has no such service in region {region}; set region_name to one of {others or 'none'}"

    def _silent(self, error: Exception) -> str:
        return f"{self.name} does not answer ({said(error)}); check auth_url and the network between here and there"

    def catalog(self) -> list[dict[str, t.Any]]:
        """The services of the cloud with their endpoints, as version 3 of Keystone has them; none for a kind of login that gets no token."""
        session = self.connection.session
        access = session.auth.get_access(session) if hasattr(session.auth, "get_access") else None
        return access.service_catalog.normalize_catalog() if access else []

    def _regions(self) -> list[str]:
        with contextlib.suppress(login_errors.ClientException):
            return sorted(
                {
                    endpoint["region_id"]
                    for service in self.catalog()
                    for endpoint in service["endpoints"]
                    if endpoint.get("region_id")
                }
            )
        return []

    def _config(self, name: str) -> str:
        return str(self.connection.config.config.get("auth", {}).get(name))


def is_id(name: str) -> bool:
    """Whether a name has the form of an id of OpenStack's, with its hyphens or without."""
    return bool(_ID.fullmatch(name))


def said(error: Exception) -> str:
    """What the server said, else what the library says."""
    details = getattr(error, "details", None)
    return str(details or error).strip().rstrip(".").replace("\n", " ")


def error_type(error: Exception) -> str:
    """Neutron's name of an error, such as C(OverQuota), or OTC's code, such as C(VPC.9905); empty where it gives none."""
    try:
        answer = error.response.json()
    except (AttributeError, ValueError):
        return ""
    fault = answer.get("NeutronError", answer) if isinstance(answer, dict) else {}
    return (
        str(fault.get("type") or fault.get("code") or fault.get("error_code") or "") if isinstance(fault, dict) else ""
    )


# The first that fits counts. Functions, since the names are not there without the library.
_EXPLANATIONS: tuple[tuple[t.Callable[[], tuple[type, ...]], t.Callable[[Cloud, t.Any], str]], ...] = (
    (lambda: (login_errors.Unauthorized,), Cloud._login),
    (
        lambda: (cloud_errors.ServiceDisabledException, login_errors.EndpointNotFound, login_errors.EmptyCatalog),
        Cloud._region,
    ),
    (
        lambda: (
            login_errors.ConnectFailure,
            login_errors.ConnectionError,
            login_errors.SSLError,
            login_errors.DiscoveryFailure,
            login_errors.NotFound,
        ),
        Cloud._silent,
    ),
    (
        lambda: (cloud_errors.ConfigException,),
        lambda _cloud, error: f"{said(error)}; give cloud as clouds.yaml names it, or auth",
    ),
    (
        lambda: (login_errors.MissingRequiredOptions,),
        lambda _cloud, error: f"{said(error)}; complete auth, or give cloud",
    ),
    (
        lambda: (cloud_errors.ForbiddenException,),
        lambda _cloud, error: f"this user may not ({said(error)}); give it the permission",
    ),
)
