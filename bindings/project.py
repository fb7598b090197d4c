"""What Cargo.toml says of the project, for whoever packs it: it is said nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def version() -> str:
    return _said("version")


def repository() -> str:
    return _said("repository")


def download() -> str:
    """Where the files of this version's release are."""
    return f"{repository()}/releases/download/v{version()}"


def page(path: str) -> str:
    """A file of the repository, to be read in a browser."""
    return f"{repository()}/blob/main/{path}"


def _said(name: str) -> str:
    return re.search(rf'^{name} = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
