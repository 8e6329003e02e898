# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a phase is complete on all hosts: each has returned evidence in this run."""

from __future__ import annotations

import typing as t

_NEVER = "it has no result in this run: it was left out by --limit, or was lost before"


def missing_evidence(required: t.Mapping[str, t.Sequence[str]], results: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the hosts for which evidence is missing, each with the reason.

    ``required`` has the names of the services that count on each host of the inventory; ``results`` what the last task
    of the phase has returned on each host, also one with a loop. A result that is failed, unreachable or skipped does
    not count, and a service counts only if its host has returned it as done.
    """
    reasons = {host: _missing(names, results.get(host)) for host, names in required.items() if names}
    return {host: reason for host, reason in reasons.items() if reason}


def services_of(result: t.Any) -> dict[str, dict[str, t.Any]]:
    """Return the services in a result, by name."""
    return {
        service["name"]: dict(service)
        for part in _parts(result)
        for service in part.get("services") or ()
        if "name" in service and not part.get("skipped")
    }


def merge(results: t.Sequence[t.Any]) -> t.Any:
    """Return one result for those of several tasks: a service is done if it is in each.

    A result that failed or was skipped decides alone. One without services, such as that of an assertion, only shows
    that it has not failed. What the first one with a service says of it counts.
    """
    for result in results:
        if not any(_parts(result)) or _failure(result):
            return result
    found = [services_of(result) for result in results if any("services" in part for part in _parts(result))]
    names = {name: None for services in found for name in services}
    return {"services": [_merged(name, found) for name in names]}


def with_attempts(result: t.Any, attempts: t.Sequence[t.Any]) -> t.Any:
    """Return a result with what tasks before it have found.

    If there is none, the failure of the last of them that has failed says why. Otherwise its services have the times
    of the last of them.
    """
    if not any(_parts(result)):
        failed = [attempt for attempt in attempts if any(_parts(attempt)) and _failure(attempt)]
        return failed[-1] if failed else result
    times = services_of(attempts[-1]) if attempts else {}
    services = [
        {**service, **{key: times[name][key] for key in ("at", "changed") if key in times.get(name, {})}}
        for name, service in services_of(result).items()
    ]
    return {**result, "services": services} if services else result


def _merged(name: str, found: t.Sequence[t.Mapping[str, dict[str, t.Any]]]) -> dict[str, t.Any]:
    service: dict[str, t.Any] = {}
    for services in reversed(found):
        service.update(services.get(name, {}))
    return {**service, "name": name, "done": all(services.get(name, {}).get("done") is True for services in found)}


def complaint(reasons: t.Mapping[str, str]) -> str:
    """Return one text for a message."""
    return "; ".join(f"{host}: {reason}" for host, reason in sorted(reasons.items()))


def _parts(result: t.Any) -> list[t.Mapping[str, t.Any]]:
    """Return the results of a task: one, or one for each item of its loop."""
    if not isinstance(result, t.Mapping):
        return []
    parts = result.get("results")
    return [part for part in parts if isinstance(part, t.Mapping)] if isinstance(parts, list) else [result]


def _failure(result: t.Any) -> str | None:
    """Return why a result does not count, whatever services it has; None if it may count."""
    parts = _parts(result)
    for part in [*parts, t.cast(t.Mapping[str, t.Any], result)]:
        if part.get("unreachable"):
            return f"it cannot be reached: {part.get('msg') or 'no message'}"
        if part.get("failed"):
            return str(part.get("msg") or "it failed without a message").rstrip(".")
    return "the step was skipped" if all(part.get("skipped") for part in parts) else None


def _missing(names: t.Sequence[str], result: t.Any) -> str | None:
    if not any(_parts(result)):
        return _NEVER
    failure = _failure(result)
    if failure:
        return failure
    services = services_of(result)
    lacking = [name for name in names if services.get(name, {}).get("done") is not True]
    return f"not done for {', '.join(lacking)}" if lacking else None
