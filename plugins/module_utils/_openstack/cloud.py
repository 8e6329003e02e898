# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenStack cloud as modules use it: login options, a connection, and a one-sentence explanation of every error."""

from __future__ import annotations

import contextlib
import re
import traceback
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

IMPORT_ERROR: str | None = None
try:
    import openstack
    from keystoneauth1 import exceptions as login_errors
    from openstack import exceptions as cloud_errors
except ImportError:
    # This file must stay importable, so that a module can report the missing library.
    openstack = login_errors = cloud_errors = t.cast("t.Any", None)
    IMPORT_ERROR = traceback.format_exc()

REQUIREMENT = "openstacksdk>=4.0"

# The module options that openstacksdk accepts next to cloud, and its own names for them.
SETTINGS = {
    "auth": "auth",
    "auth_type": "auth_type",
    "region_name": "region_name",
    "interface": "interface",
    "validate_certs": "verify",
    "ca_cert": "cacert",
    "client_cert": "cert",
    "client_key": "key",
    "api_timeout": "api_timeout",
}

# Options of keystoneauth's login plugins that are not secret. Any other option may be.
NOT_SECRET = {
    "auth_url", "username", "user_id", "user_domain_name", "user_domain_id", "project_name", "project_id",
    "project_domain_name", "project_domain_id", "domain_name", "domain_id", "default_domain_name", "default_domain_id",
    "tenant_name", "tenant_id", "system_scope", "trust_id", "application_credential_id", "application_credential_name",
    "identity_provider", "protocol", "endpoint",
}  # fmt: skip

_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


class CloudFailure(Failure):
    """A request to the cloud failed; the message names what failed, the cause and the remedy."""


def cloud_spec() -> dict[str, t.Any]:
    """Return the argument spec of a login; the options have the names that the modules of openstack.cloud use."""
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
    """A module with the login options.

    The whole option ``auth`` is kept out of the system log. The names in it, such as that of a project, are not masked
    in the output: they also occur in the names of groups and instances, which nobody could recognize then.
    """

    def __init__(self, argument_spec: dict[str, t.Any]) -> None:
        super().__init__(argument_spec={**cloud_spec(), **argument_spec}, supports_check_mode=True)
        self.no_log_values: set[str] = _secrets(self.no_log_values, self.params["auth"] or {})
        if IMPORT_ERROR:
            self.fail_json(
                msg=missing_required_lib(REQUIREMENT, url="https://docs.openstack.org/openstacksdk"),
                exception=IMPORT_ERROR,
            )


def _secrets(masked: t.Iterable[str], auth: dict[str, t.Any]) -> set[str]:
    """Return the values that stay masked; also a name that is the value of a secret option, such as the password."""
    known = {str(value) for name, value in auth.items() if name in NOT_SECRET}
    return set(masked) - (known - {str(value) for name, value in auth.items() if name not in NOT_SECRET})


class Cloud:
    """A connection that logs in with its first request.

    Make every request inside of :meth:`doing`, which adds to an error what was being done.
    """

    def __init__(self, params: dict[str, t.Any]) -> None:
        self.name = f"cloud {params['cloud']}" if params["cloud"] else "the cloud"
        settings = {name: params[option] for option, name in SETTINGS.items() if params[option] is not None}
        # A vendor hook, such as that of otcextensions for the profile otc, would log in immediately, and would change
        # how errors are raised everywhere.
        with self.doing("read how to log in"):
            self.connection = openstack.connect(
                cloud=params["cloud"], app_name="otc.kafka_migration", vendor_hook="", **settings
            )

    @contextlib.contextmanager
    def doing(self, what: str) -> t.Iterator[None]:
        """Turn the errors of openstacksdk and keystoneauth into a CloudFailure that starts with "Cannot <what>"."""
        try:
            yield
        except (cloud_errors.SDKException, login_errors.ClientException) as error:
            raise CloudFailure(f"Cannot {what}: {self._explain(error)}.") from error

    def _explain(self, error: Exception) -> str:
        for kinds, explain in _EXPLANATIONS:
            if isinstance(error, kinds()):
                return explain(self, error)
        return error_text(error)

    def _explain_login(self, _error: Exception) -> str:
        return (
            f"{self.name} refuses the login at {self._config('auth_url')} (401); "
            "check user name, password, domain and project in clouds.yaml or auth. "
            "The answer for an unknown project is the same as for a wrong password"
        )

    def _explain_region(self, _error: Exception) -> str:
        region, others = self.connection.config.region_name, ", ".join(self._regions())
        return f"{self.name} has no such service in region {region}; set region_name to one of {others or 'none'}"

    def _explain_no_answer(self, error: Exception) -> str:
        return f"{self.name} does not answer ({error_text(error)}); check auth_url and the network path to it"

    def catalog(self) -> list[dict[str, t.Any]]:
        """Return the cloud's services with their endpoints, in the form of Keystone's version 3.

        The list is empty for kinds of login that get no token.
        """
        session = self.connection.session
        get_access = getattr(session.auth, "get_access", None)
        return get_access(session).service_catalog.normalize_catalog() if get_access else []

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
    """Return whether a name has the form of an OpenStack id, with hyphens or without."""
    return bool(_ID.fullmatch(name))


def error_text(error: Exception) -> str:
    """Return the text of an error in one line: the server's, else the library's."""
    details = getattr(error, "details", None)
    return str(details or error).strip().rstrip(".").replace("\n", " ")


def error_type(error: Exception) -> str:
    """Return Neutron's name of an error, such as ``OverQuota``, or OTC's code, such as ``VPC.9905``; empty without."""
    response = getattr(error, "response", None)
    try:
        answer = None if response is None else response.json()
    except ValueError:
        return ""
    fault = answer.get("NeutronError", answer) if isinstance(answer, dict) else {}
    if not isinstance(fault, dict):
        return ""
    return str(fault.get("type") or fault.get("code") or fault.get("error_code") or "")


_Kinds = tuple[type[Exception], ...]
# The first entry whose exceptions match explains the error. Its exceptions are behind a function, as they do not exist
# without the library.
_EXPLANATIONS: tuple[tuple[t.Callable[[], _Kinds], t.Callable[[Cloud, Exception], str]], ...] = (
    (lambda: (login_errors.Unauthorized,), Cloud._explain_login),
    (
        lambda: (cloud_errors.ServiceDisabledException, login_errors.EndpointNotFound, login_errors.EmptyCatalog),
        Cloud._explain_region,
    ),
    (
        lambda: (
            login_errors.ConnectFailure,
            login_errors.ConnectionError,
            login_errors.SSLError,
            login_errors.DiscoveryFailure,
            login_errors.NotFound,
        ),
        Cloud._explain_no_answer,
    ),
    (
        lambda: (cloud_errors.ConfigException,),
        lambda _cloud, error: f"{error_text(error)}; give cloud as clouds.yaml names it, or auth",
    ),
    (
        lambda: (login_errors.MissingRequiredOptions,),
        lambda _cloud, error: f"{error_text(error)}; complete auth, or give cloud",
    ),
    (
        lambda: (cloud_errors.ForbiddenException,),
        lambda _cloud, error: f"this user lacks the permission ({error_text(error)}); grant it",
    ),
)
