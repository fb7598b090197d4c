"""Checks what `cargo metadata` (on standard input) says of all crates that are compiled: licence, origin, bans.

An expression is accepted when some choice among its OR parts, and all of its AND parts, are in ACCEPTED.
"""

import json
import re
import sys

# Permissive licences, and those of the certificate list and of Unicode data, which bind only what they cover.
ACCEPTED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "CDLA-Permissive-2.0",
    "ISC", "MIT", "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}
# Of a tool that runs on the building machine only: nothing of it is in what is shipped.
ACCEPTED_IN_TOOLS = {"cbindgen": "MPL-2.0"}

# A second TLS, or one that depends on what is installed. schannel and security-framework are there to read the system's
# store of certificates on Windows and macOS (rustls-native-certs); it is native-tls that would make them a TLS.
BANNED = {"openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys", "boring"}
ONCE = {"rustls", "ring", "ureq", "tokio", "rustls-webpki"}


def accepted(expression):
    """Whether an SPDX expression is satisfied; it has only names, AND, OR, WITH and parentheses."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def any_of():
        value = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            value = all_of() or value
        return value

    def all_of():
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            value = one() and value
        return value

    def one():
        name = tokens.pop(0)
        if name == "(":
            value = any_of()
            tokens.pop(0)
            return value
        if tokens and tokens[0] == "WITH":
            name = " ".join([name, tokens.pop(0), tokens.pop(0)])
        return name in ACCEPTED

    return any_of()


def main():
    metadata = json.load(sys.stdin)
    members = set(metadata["workspace_members"])
    crates = [crate for crate in metadata["packages"] if crate["id"] not in members]
    wrong = []
    versions = {}
    origins = set()
    for crate in crates:
        name = f"{crate['name']} {crate['version']}"
        licence = crate["license"] or "none"
        if not accepted(licence) and ACCEPTED_IN_TOOLS.get(crate["name"]) != licence:
            wrong.append(f"{name}: licence {licence}")
        if crate["name"] in BANNED:
            wrong.append(f"{name}: banned")
        if not (crate["source"] or "").startswith("registry+"):
            wrong.append(f"{name}: from {crate['source'] or 'a path'}, not from the registry")
        origins.add(crate["source"])
        versions.setdefault(crate["name"], set()).add(crate["version"])
    for name in ONCE & versions.keys():
        if len(versions[name]) > 1:
            wrong.append(f"{name}: more than one version: {', '.join(sorted(versions[name]))}")
    if len(origins) > 1:
        wrong.append(f"more than one registry: {origins}")
    print("\n".join(wrong))
    print(f"report: {len(crates)} crates")
    sys.exit(1 if wrong or not crates else 0)


if __name__ == "__main__":
    main()
