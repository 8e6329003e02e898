# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Keystone and a real Neutron on loopback, for the tests of the cloud modules.

usage: cloud.py prepare                     install both, once, and print the Python that has them
       cloud.py up --dir DIR                start them in a folder of their own
       cloud.py stop|start --dir DIR NAME   stop or start keystone or neutron
       cloud.py down --dir DIR              stop what runs in the folder, and keep the folder

DIR/cloud.json contains the addresses, DIR/clouds.yaml the logins. They are created by seed.py; the administrator is
admin of project admin. Both servers use SQLite, so Neutron serves one request at a time.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import typing
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "kafka"))

import cluster  # noqa: E402  # pylint: disable=wrong-import-position
import process  # noqa: E402  # pylint: disable=wrong-import-position

REGION = "RegionOne"
ADMIN_PASSWORD = "admin-password"
THREADS = {"keystone": 4, "neutron": 1}  # with more, Neutron fails with "database is locked"
START_SECONDS = 60.0

KEYSTONE = """[DEFAULT]
log_file = {folder}/keystone.log
[database]
connection = sqlite:///{folder}/keystone.db
[fernet_tokens]
key_repository = {folder}/fernet-keys
[fernet_receipts]
key_repository = {folder}/fernet-keys
[credential]
key_repository = {folder}/credential-keys
[identity]
password_hash_rounds = 4
[cache]
enabled = true
backend = dogpile.cache.memory
expiration_time = 5
"""
NEUTRON = """[DEFAULT]
state_path = {folder}
log_file = {folder}/neutron.log
api_paste_config = {environment}/etc/neutron/api-paste.ini
core_plugin = ml2
service_plugins =
auth_strategy = keystone
transport_url = fake://
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
[database]
connection = sqlite:///{folder}/neutron.db
[oslo_concurrency]
lock_path = {folder}/lock
[oslo_messaging_notifications]
driver = noop
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:{keystone}
auth_url = http://127.0.0.1:{keystone}
auth_type = password
username = admin
password = {password}
project_name = admin
user_domain_name = Default
project_domain_name = Default
[ml2]
type_drivers = local
tenant_network_types = local
mechanism_drivers =
extension_drivers = port_security
[securitygroup]
enable_security_group = true
"""


@dataclasses.dataclass
class Cloud:
    """Both servers; ``cloud.json`` contains what tests need to know of them."""

    folder: pathlib.Path
    python: pathlib.Path
    ports: dict[str, int]
    running: dict[str, process.ProcessId] = dataclasses.field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the servers and their tools."""
        return {
            **os.environ,
            "OS_KEYSTONE_CONFIG_DIR": str(self.folder),
            "OS_KEYSTONE_CONFIG_FILES": "keystone.conf",
            "OS_NEUTRON_CONFIG_DIR": str(self.folder),
            "OS_NEUTRON_CONFIG_FILES": "neutron.conf",
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": "",
        }

    def url(self, name: str) -> str:
        """Return the address of a server."""
        return f"http://127.0.0.1:{self.ports[name]}{'/v3' if name == 'keystone' else ''}"

    def configure(self) -> None:
        """Write both configurations, and the addresses into the catalog."""
        values = {
            "folder": self.folder,
            "environment": self.python.parent.parent,
            "keystone": self.ports["keystone"],
            "password": ADMIN_PASSWORD,
        }
        (self.folder / "keystone.conf").write_text(KEYSTONE.format(**values))
        (self.folder / "neutron.conf").write_text(NEUTRON.format(**values))
        with contextlib.closing(sqlite3.connect(self.folder / "keystone.db")) as database:
            for service, server in (("network", "neutron"), ("identity", "keystone")):
                update = "UPDATE endpoint SET url = ? WHERE service_id IN (SELECT id FROM service WHERE type = ?)"
                database.execute(update, (self.url(server), service))
            database.commit()

    def start(self, *names: str) -> None:
        """Start servers and wait until they answer."""
        for name in names:
            command = [
                str(self.python),
                str(HERE / "serve.py"),
                name,
                str(self.ports[name]),
                str(THREADS[name]),
                str(self.folder / "requests.log"),
            ]
            started = process.launch(command, self.folder / f"{name}.out", self.environment)
            if started:
                self.running[name] = started
        self.save()
        for name in names:
            self.wait(name)

    def wait(self, name: str) -> None:
        """Wait until a server answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.alive(self.running.get(name)):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url(name), timeout=5).close()
                return
            time.sleep(0.1)
        sys.exit(f"{name} did not start; its output is in {self.folder / f'{name}.out'}")

    def stop(self, *names: str) -> None:
        """Stop servers."""
        process.stop([self.running.pop(name) for name in names if name in self.running])
        self.save()

    def save(self) -> None:
        """Write what a later call or a test needs."""
        record = {
            **dataclasses.asdict(self),
            "auth_url": self.url("keystone"),
            "requests": str(self.folder / "requests.log"),
        }
        (self.folder / "cloud.json").write_text(json.dumps(record, default=str, indent=2) + "\n")

    @classmethod
    def load(cls, folder: pathlib.Path) -> Cloud:
        """Return the cloud that an earlier call started."""
        record = json.loads((folder / "cloud.json").read_text())
        running = {name: process.ProcessId(**entry) for name, entry in record["running"].items()}
        return cls(folder, pathlib.Path(record["python"]), record["ports"], running)


def cache_folder() -> pathlib.Path:
    """Return the folder for what is prepared once, for each Python and each version of these files."""
    base = (
        pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
        / "otc-kafka-migration"
        / "openstack"
    )
    text = sys.version + "".join(
        (HERE / name).read_text() for name in ("cloud.py", "constraints.txt", "schema.py", "seed.py")
    )
    return base / hashlib.sha256(text.encode()).hexdigest()[:12]


def prepare() -> tuple[pathlib.Path, pathlib.Path]:
    """Install both servers and fill their databases, once.

    Return the Python that has them, and the folder that a new cloud is a copy of.
    """
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        python, template = cache / "venv" / "bin" / "python", cache / "template"
        if not (cache / "installed").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(cache / "venv")], check=True)
            pip = [
                str(python),
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "-c",
                str(HERE / "constraints.txt"),
            ]
            subprocess.run([*pip, "keystone", "neutron", "waitress", "openstacksdk"], check=True)
            (cache / "installed").touch()
        if not template.exists():
            with tempfile.TemporaryDirectory(dir=cache) as scratch:
                fill(pathlib.Path(scratch) / "cloud", python).rename(template)
    return python, template


def fill(folder: pathlib.Path, python: pathlib.Path) -> pathlib.Path:
    """Create databases and keys in a folder that does not exist yet."""
    for name in ("fernet-keys", "credential-keys", "lock"):
        (folder / name).mkdir(parents=True, mode=0o700)
    cloud = Cloud(folder, python, dict(zip(THREADS, cluster.free_ports(2))))
    manage = [str(python.parent / "keystone-manage"), "--config-file", str(folder / "keystone.conf")]
    sqlite3.connect(folder / "keystone.db").close()
    (folder / "keystone.conf").write_text(KEYSTONE.format(folder=folder))
    owner = [f"--keystone-{kind}={value}" for kind, value in (("user", os.getuid()), ("group", os.getgid()))]
    addresses = [f"--bootstrap-{kind}-url={cloud.url('keystone')}" for kind in ("public", "internal", "admin")]
    bootstrap = ["bootstrap", f"--bootstrap-password={ADMIN_PASSWORD}", f"--bootstrap-region-id={REGION}", *addresses]
    for arguments in (["db_sync"], ["fernet_setup", *owner], bootstrap):
        run([*manage, *arguments], cloud.environment)
    run([str(python), str(HERE / "schema.py"), str(folder / "neutron.db")], cloud.environment)
    try:
        cloud.start("keystone")
        settings = {**login(cloud, "admin", ADMIN_PASSWORD), "region_name": REGION, "identity_api_version": "3"}
        run(
            [str(python), str(HERE / "seed.py"), cloud.url("neutron")],
            {**cloud.environment, **{f"OS_{key.upper()}": settings[key] for key in settings}},
        )
    finally:
        cloud.stop(*THREADS)
    return folder


def login(cloud: Cloud, name: str, password: str) -> dict[str, str]:
    """Return the login of a user in the project of the same name, in the form of ``clouds.yaml``."""
    return {
        "auth_url": cloud.url("keystone"),
        "username": name,
        "password": password,
        "project_name": name,
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a tool; print its output only if it fails."""
    ended = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ended.stdout}")


def clouds(cloud: Cloud) -> str:
    """Return the content of ``clouds.yaml``, in JSON: a cloud for each user."""
    entries = {}
    for name, password in (("admin", ADMIN_PASSWORD), ("shop", "shop-password"), ("bank", "bank-password")):
        entries[name] = {"region_name": REGION, "identity_api_version": 3, "auth": login(cloud, name, password)}
    return json.dumps({"clouds": entries}, indent=2) + "\n"


def up(folder: pathlib.Path) -> None:
    """Start a new cloud."""
    python, template = prepare()
    shutil.copytree(template, folder, dirs_exist_ok=True)
    for log in (*folder.glob("*.log"), *folder.glob("*.out")):
        log.unlink()
    cloud = Cloud(folder, python, dict(zip(THREADS, cluster.free_ports(2))))
    cloud.configure()
    (folder / "clouds.yaml").write_text(clouds(cloud))
    (folder / "requests.log").touch()
    cloud.start(*THREADS)


def main(given: typing.Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=["prepare", "up", "stop", "start", "down"])
    parser.add_argument("--dir", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_intermixed_args(given)
    if arguments.command == "prepare":
        print(prepare()[0])
    elif arguments.command == "up":
        up(arguments.dir)
    elif arguments.command == "down":
        Cloud.load(arguments.dir).stop(*THREADS)
    else:
        getattr(Cloud.load(arguments.dir), arguments.command)(*arguments.names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
