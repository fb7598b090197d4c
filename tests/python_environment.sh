# Sourced by the `run` scripts, after debian_packages.sh: a Python of our own with what a requirements.txt names.
# shellcheck shell=bash

# python_environment NAME REQUIREMENTS: sets $python_environment to its directory. It is kept for as long as the
# requirements and the Python are the same.
python_environment() {
    local name=$1 requirements=$2 key
    python_environment=$root/tests/.cache/$name-venv
    need python3 python3 python3-venv
    key=$({ python3 --version; cat "$requirements"; } | sha256sum | cut -c1-16)
    [ ! -f "$python_environment/complete-$key" ] || return 0
    rm -rf "$python_environment"
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages "Python's venv module" python3-venv
    python3 -m venv "$python_environment"
    echo "installing what $requirements names into $python_environment"
    if ! "$python_environment/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"; then
        echo "$0: what $requirements names could not be installed (no network?)" >&2
        exit 1
    fi
    touch "$python_environment/complete-$key"
}
