#!/usr/bin/env python3
"""What an assembly says of itself, read from its metadata, and the documentation of what it shows to others.

usage: assembly.py ASSEMBLY.dll DOCUMENTATION.xml      leaves only public members in the documentation

Needs dnfile (requirements.txt).
"""

import re
import sys
from pathlib import Path

import dnfile

# ECMA-335 II.23.1.10, .15 and .5: what code outside the assembly can name.
PUBLIC, PROTECTED, PROTECTED_OR_INTERNAL = 6, 4, 5
SHOWN = (PUBLIC, PROTECTED, PROTECTED_OR_INTERNAL)
TYPE_PUBLIC, NESTED_PUBLIC, NESTED_PROTECTED, NESTED_PROTECTED_OR_INTERNAL = 1, 2, 4, 7


class Assembly:
    def __init__(self, file: Path) -> None:
        self._tables = dnfile.dnPE(str(file)).net.mdtables
        self._outer = {id(row.NestedClass.row): row.EnclosingClass.row for row in self._rows("NestedClass")}

    def _rows(self, table: str) -> list:
        found = getattr(self._tables, table)
        return list(found) if found else []

    def version(self) -> str:
        row = self._tables.Assembly[0]
        return f"{row.MajorVersion}.{row.MinorVersion}.{row.BuildNumber}.{row.RevisionNumber}"

    def native_libraries(self) -> set[str]:
        """The names that P/Invoke loads."""
        return {str(row.Name) for row in self._rows("ModuleRef")}

    def references(self) -> dict[str, str]:
        """The assemblies that it was compiled against: the name and the token of the public key, which is empty of an
        assembly that nobody signed."""
        return {str(row.Name): bytes(row.PublicKey.value if row.PublicKey else b"").hex()
                for row in self._rows("AssemblyRef")}

    def public_names(self) -> set[str]:
        """Types and members that code outside can name, as documentation ids name them, without their parameters."""
        names = set()
        for row in self._rows("TypeDef"):
            if not self._is_shown(row):
                continue
            full = self._full_name(row)
            names.add(f"T:{full}")
            for method in row.MethodList:
                if _access(method.row) in SHOWN:
                    names.add(f"M:{full}.{str(method.row.Name).replace('.', '#')}")
            for field in row.FieldList:
                if _access(field.row) in SHOWN:
                    names.add(f"F:{full}.{field.row.Name}")
        # A property or an event is what its accessors are.
        for name in [name for name in names if name.startswith("M:")]:
            owner, _, method = name[2:].rpartition(".")
            kind, _, rest = method.partition("_")
            if kind in ("get", "set") and rest:
                names.add(f"P:{owner}.{rest}")
            if kind in ("add", "remove") and rest:
                names.add(f"E:{owner}.{rest}")
        return names

    def type_names(self) -> set[str]:
        return {self._full_name(row) for row in self._rows("TypeDef")}

    def _is_shown(self, row) -> bool:
        while id(row) in self._outer:
            if row.struct.Flags & 7 not in (NESTED_PUBLIC, NESTED_PROTECTED, NESTED_PROTECTED_OR_INTERNAL):
                return False
            row = self._outer[id(row)]
        return row.struct.Flags & 7 == TYPE_PUBLIC

    def _full_name(self, row) -> str:
        if id(row) in self._outer:
            return f"{self._full_name(self._outer[id(row)])}.{row.TypeName}"
        return f"{row.TypeNamespace}.{row.TypeName}" if str(row.TypeNamespace) else str(row.TypeName)


def _access(row) -> int:
    return row.struct.Flags & 7


def public_docs(assembly: Path, documentation: str) -> str:
    """The documentation without the members that nobody outside can name."""
    read = Assembly(assembly)
    names = read.public_names()
    # An overload with a type that is hidden is hidden too.
    hidden = {f"T:{name}" for name in read.type_names()} - names

    def keep(found: re.Match) -> str:
        # The parameters, and the number of a generic method's own, are not in the name.
        name, _, parameters = found[1].partition("~")[0].partition("(")
        types = {f"T:{one}" for one in re.findall(r"[\w.`]+", parameters)}
        return found[0] if re.sub(r"``\d+$", "", name) in names and not types & hidden else ""

    return re.sub(r'[ \t]*<member name="([^"]+)"(?:\s*/>|>.*?</member>)[ \t]*\r?\n?', keep, documentation, flags=re.DOTALL)


if __name__ == "__main__":
    library, xml = (Path(argument) for argument in sys.argv[1:])
    xml.write_text(public_docs(library, xml.read_text(encoding="utf-8-sig")), encoding="utf-8")
