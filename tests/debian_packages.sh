# Sourced by the `run` scripts: makes sure that a program is there. Debian and its relatives get it by apt when we are
# root; everyone else is told what to install, because a layer that is left out in silence proves nothing.

# need PROGRAM PACKAGE...: finds PROGRAM in PATH or installs the Debian packages that hold it; otherwise ends the script.
need() {
    local program=$1
    shift
    command -v "$program" >/dev/null || install_packages "$program" "$@"
}

# install_packages WHAT PACKAGE...: installs them, or says that WHAT is missing and ends the script.
install_packages() {
    local what=$1
    shift
    if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
        echo "installing $*"
        if apt_get_install "$@" || { apt-get -qq update && apt_get_install "$@"; }; then
            return
        fi
    fi
    echo "$0: $what is missing; install it (on Debian and Ubuntu: apt-get install $*)" >&2
    exit 1
}

# Layers run at once, and apt is one.
apt_get_install() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@" >/dev/null
}
