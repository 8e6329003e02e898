#!/bin/sh
# What the scripts/setup* share. Source it in the checkout's top folder.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/otc-kafka-migration
tree=.ansible/collections/ansible_collections
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
mkdir -p "$cache" .ansible
say() { printf '== %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

missing_packages() {  # print those of the named Debian packages that are not installed, with a space before each
  for package; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf ' %s' "$package"
  done
}

refresh_packages() {
  [ -z "$sudo" ] || command -v sudo >/dev/null || fail "root or sudo is required to install missing packages:$1"
  $sudo apt-get update -qq
}

install_packages() {
  say "Debian packages: installing $*"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >.ansible/apt.log 2>&1 ||
    { tail -20 .ansible/apt.log >&2; fail "apt-get could not install $*"; }
}

collection() {  # NAMESPACE.NAME REQUIREMENTS: install it from Ansible Galaxy, else from the Python package ansible
  manifest=$tree/$(echo "$1" | tr . /)/MANIFEST.json
  [ ! -f "$manifest" ] || { say "Ansible collections: $1 is installed"; return; }
  say "Ansible collections: $1"
  ANSIBLE_HOME=$PWD/.ansible timeout 60 .venv/bin/ansible-galaxy collection install --timeout 10 -r "$2" \
    >.ansible/galaxy.log 2>&1 && [ -f "$manifest" ] && return
  say "Ansible Galaxy does not answer: taking $1 from the Python package ansible"
  .venv/bin/python scripts/collections_from_wheel.py "$cache" .ansible/collections "$1"
}
