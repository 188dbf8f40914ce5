# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by ./run and ./check: installs what is missing of tests/packages.txt and nothing else.
#
# Two promises to somebody's own desktop: nothing that is installed replaces a program that is there, and
# no mail server is left running or starts at the next boot.

say() { printf '%s\n' "$*" >&2; }
refuse() { say "$@"; exit 3; }

# The package names of the sections given.
packages() {
  local wanted=" $* " section="" name probe
  while read -r name probe; do
    case $name in
      '' | '#'*) ;;
      '['*']') section=${name:1:-1} ;;
      *) [[ $wanted != *" $section "* ]] || echo "$name ${probe:--}" ;;
    esac
  done <"$top/tests/packages.txt"
}

is_there() { # is_there PROBE: without dpkg
  case $1 in
    -) true ;;
    pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
    file:*) [ -e "${1#file:}" ] ;;
    any:*) command -v "${1#any:}" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Debian's names of what is missing, one a line.
missing() {
  local name probe
  if ! command -v dpkg-query >/dev/null; then
    while read -r name probe; do is_there "$probe" || echo "$name"; done < <(packages "$@")
    return
  fi
  comm -23 <(packages "$@" | while read -r name probe; do
    [[ $probe == any:* ]] && is_there "$probe" || echo "$name"
  done | sort -u) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u)
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Debian starts a mail server when it is installed and at every boot. Where systemd runs, a mask that is
# there before the unit prevents both, also after upgrades. Elsewhere the init scripts ask policy-rc.d.
keep_servers_off() { # keep_servers_off UNIT...
  if [ -d /run/systemd/system ]; then
    as_root systemctl mask --quiet "$@"
    say "Kept from starting: $*. To take that back: systemctl unmask $*"
  elif [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root sh -c 'cat >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d'
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
  else
    local status=0
    /usr/sbin/policy-rc.d "${1%%.*}" start >/dev/null 2>&1 || status=$?
    [ "$status" = 101 ] ||
      refuse "/usr/sbin/policy-rc.d would let ${1%%.*} start when it is installed. Nothing was installed."
  fi
}

# Dovecot is here already, but not all of it: adding a package would restart the person's server with more
# ports open. The missing parts are unpacked beside the build instead; practice.py starts them from there.
unpack_dovecot_parts() { # unpack_dovecot_parts PACKAGE...
  local version part
  export LETTERPLATE_DOVECOT_PARTS=$top/build-parts
  version=$(dpkg-query -W -f '${Version}' dovecot-core)
  mkdir -p "$LETTERPLATE_DOVECOT_PARTS"
  for part in "$@"; do
    if [ "$(cat "$LETTERPLATE_DOVECOT_PARTS/$part.version" 2>/dev/null)" != "$version" ]; then
      say "Unpacking $part beside the build (Dovecot itself is installed and stays as it is)."
      (cd "$LETTERPLATE_DOVECOT_PARTS" && apt-get download -q "$part=$version" >&2 &&
        dpkg -x "$part"_*.deb . && rm -f "$part"_*.deb && echo "$version" >"$part.version") ||
        refuse "$part $version cannot be had. Install it yourself or try again later."
    fi
  done
}

# The tests' authorization server comes from npm, by its lock file; nothing is downloaded when it is there. Without
# it only its own tests fail, so everything else is run all the same.
install_node_modules() {
  local folder=$top/tests/oidc
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  say "Installing the authorization server of the tests (npm ci)"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 </dev/null &&
    cp package-lock.json node_modules/.installed) ||
    say "npm could not install what tests/oidc/package-lock.json names; its own words are above. Its tests will fail."
}

install_missing() { # install_missing [--replace] SECTION...
  local replace= wanted parts removed
  if [ "$1" = --replace ]; then replace=1; shift; fi
  mapfile -t wanted < <(missing "$@")
  [ ${#wanted[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "These are missing (the names are Debian's; install what your system calls them, then try again):"
    say "$(printf '  %s\n' "${wanted[@]}")"
    exit 3
  fi
  if installed dovecot-core; then
    mapfile -t parts < <(printf '%s\n' "${wanted[@]}" | grep '^dovecot-')
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | grep -v '^dovecot-')
    [ ${#parts[@]} = 0 ] || unpack_dovecot_parts "${parts[@]}"
    [ ${#wanted[@]} -gt 0 ] || return 0
  fi
  if [ "$(id -u)" != 0 ] && ! { command -v sudo && { [ -t 0 ] || sudo -n true; }; } >/dev/null 2>&1; then
    say "These packages are missing, and only root can install them:"
    say "  apt-get install --no-install-recommends ${wanted[*]}"
    exit 3
  fi
  say "Installing: ${wanted[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -y --no-install-recommends)
  as_root "${apt[@]}" update >&2 || say "apt-get update failed; trying with the lists that are here."
  removed=$("${apt[@]}" -s install "${wanted[@]}" 2>/dev/null | sed -n 's/^Remv \([^ ]*\).*/\1/p' | tr '\n' ' ')
  if [ -n "$removed" ] && [ -z "$replace" ]; then
    say "Installing ${wanted[*]} would remove: $removed"
    refuse "Nothing was installed. If that is what you want, run it with --replace-mail-server."
  fi
  local services=()
  case " ${wanted[*]} " in *" dovecot-"*) services+=(dovecot.service dovecot.socket) ;; esac
  case " ${wanted[*]} " in *" postfix "*)
    services+=(postfix.service)
    # Without a configuration of its own there is nothing that Debian could start.
    echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections
    ;;
  esac
  [ ${#services[@]} = 0 ] || keep_servers_off "${services[@]}"
  as_root "${apt[@]}" install "${wanted[@]}" >&2 </dev/null ||
    refuse "apt-get could not install what is missing; its own words are above."
}
