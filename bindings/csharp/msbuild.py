"""Reads an MSBuild project as far as packing needs it: properties, items and their conditions.

Invariant: what it does not understand it refuses, and never reads in a way of its own. So what pack.py packs is what the
project says, which is what `dotnet pack` reads too.
"""

import glob
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path, PurePosixPath


class NotUnderstood(Exception):
    """A part of MSBuild's language that is not spoken here."""


class Project:
    """A project after evaluation. Properties that are given count before those of the files, as on a command line."""

    def __init__(self, path: Path, given: dict[str, str]) -> None:
        self.given = given
        self.properties = {**given, "MSBuildProjectName": path.stem}
        # (kind, path, metadata) in the order of the files.
        self.items: list[tuple[str, Path, dict[str, str]]] = []
        self.names: list[tuple[str, str, dict[str, str]]] = []
        props = path.parent / "Directory.Build.props"
        for file in (props, path):
            if file.is_file():
                self._read(file)

    def __getitem__(self, name: str) -> str:
        return self.properties.get(name, "")

    def _read(self, file: Path) -> None:
        root = ElementTree.parse(file).getroot()
        self.properties |= {"MSBuildThisFileDirectory": f"{file.parent.resolve()}/"}
        for group in root:
            kind = _local(group)
            if kind in ("Target", "UsingTask") or not self._holds(group):
                continue
            for element in group:
                if not self._holds(element):
                    continue
                if kind == "PropertyGroup":
                    self._set(_local(element), element.text or "")
                elif kind == "ItemGroup":
                    self._add(element)
                else:
                    raise NotUnderstood(f"{file}: <{kind}>")

    def _set(self, name: str, text: str) -> None:
        if name not in self.given:
            self.properties[name] = self.expand(text)

    def _add(self, element: ElementTree.Element) -> None:
        kind, metadata = _local(element), {}
        for name, text in [*element.attrib.items(), *((_local(child), child.text or "") for child in element)]:
            metadata[name] = self.expand(text.strip())
        for name in ("Include", "Update", "Remove"):
            if name in metadata:
                break
        if name != "Include":
            # The sources, which packing does not look at.
            return
        excluded = {file for pattern in _parts(metadata.get("Exclude", "")) for file in self._files(pattern)}
        for pattern in _parts(metadata["Include"]):
            if kind in ("None", "Content"):
                for file in self._files(pattern):
                    if file not in excluded:
                        self.items.append((kind, file, {**metadata, "RecursiveDir": self._recursive(pattern, file)}))
            else:
                self.names.append((kind, pattern, metadata))

    def _files(self, pattern: str) -> list[Path]:
        path = Path(self["MSBuildThisFileDirectory"]) / pattern
        if "*" not in pattern:
            return [path]
        return sorted(Path(one) for one in glob.glob(str(path), recursive=True) if Path(one).is_file())

    def _recursive(self, pattern: str, file: Path) -> str:
        """MSBuild's RecursiveDir: what `**` stood for."""
        before, stars, _ = pattern.partition("**")
        if not stars:
            return ""
        rest = file.parent.relative_to(Path(self["MSBuildThisFileDirectory"]) / before).as_posix()
        return "" if rest == "." else f"{rest}/"

    def packed(self) -> dict[str, Path]:
        """What the items with Pack="true" put into the package: path there → file."""
        found = {}
        for _, file, metadata in self.items:
            if metadata.get("Pack") != "true":
                continue
            target = metadata.get("PackagePath", "")
            for name, value in {"RecursiveDir": metadata["RecursiveDir"], "Filename": file.stem,
                                "Extension": file.suffix}.items():
                target = target.replace(f"%({name})", value)
            if "%(" in target:
                raise NotUnderstood(f"{target} of {file}")
            # As NuGet: a path whose ending is not the file's is a folder.
            if not target or target.endswith("/") or PurePosixPath(target).suffix != file.suffix:
                target = f"{target.strip('/')}/{file.name}"
            found[target.lstrip("/")] = file
        return found

    def references(self, kind: str) -> list[tuple[str, dict[str, str]]]:
        """ProjectReference or PackageReference items: what is included, and its metadata."""
        return [(include, metadata) for name, include, metadata in self.names if name == kind]

    def expand(self, text: str) -> str:
        if "$([" in text:
            # Only of use where it is given instead (Version).
            return ""
        return re.sub(r"\$\((\w+)\)", lambda found: self[found[1]], text)

    def _holds(self, element: ElementTree.Element) -> bool:
        condition = element.get("Condition", "").strip()
        return not condition or all(self._comparison(part) for part in re.split(r"\s+And\s+", condition))

    def _comparison(self, text: str) -> bool:
        compared = re.fullmatch(r"'([^']*)'\s*(==|!=)\s*'([^']*)'", text)
        if compared:
            return (self.expand(compared[1]) == self.expand(compared[3])) == (compared[2] == "==")
        exists = re.fullmatch(r"Exists\('([^']*)'\)", text)
        if exists:
            return (Path(self["MSBuildThisFileDirectory"]) / self.expand(exists[1])).exists()
        raise NotUnderstood(f"the condition {text}")


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
