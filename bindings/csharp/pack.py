#!/usr/bin/env python3
"""Packs assemblies and native libraries into a NuGet package, without the .NET SDK. Same input, same bytes.

usage: pack.py PROJECT.csproj --out DIR --lib TFM=DIR ... [--native RID=FILE ...]

The package's description comes from the project and Directory.Build.props, its version from Cargo.toml. A --lib directory holds
ASSEMBLY.dll and ASSEMBLY.xml, ASSEMBLY being the package's id. Prints the package's path.
"""

import argparse
import hashlib
import pathlib
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
REPOSITORY = HERE.parent.parent
# The oldest date a zip can tell; a package does not depend on when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)
GROUPS = {"netstandard2.0": ".NETStandard2.0", "net8.0": "net8.0"}

CONTENT_TYPES = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
{types}
</Types>
"""
RELATIONSHIPS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{id}.nuspec" Id="R1" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="/{properties}" Id="R2" />
</Relationships>
"""
PROPERTIES = """<?xml version="1.0" encoding="utf-8"?>
<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:creator>{authors}</dc:creator>
  <dc:description>{description}</dc:description>
  <dc:identifier>{id}</dc:identifier>
  <version>{version}</version>
  <keywords>{tags}</keywords>
</coreProperties>
"""
NUSPEC = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata minClientVersion="2.12">
    <id>{id}</id>
    <version>{version}</version>
    <authors>{authors}</authors>
    <license type="expression">{license}</license>
    <readme>{readme}</readme>
    <description>{description}</description>
    <tags>{tags}</tags>
    <dependencies>
{groups}
    </dependencies>
  </metadata>
</package>
"""


def crate_version() -> str:
    return re.search(r'^version = "([^"]+)"', (REPOSITORY / "Cargo.toml").read_text(), re.MULTILINE)[1]


def project(path: pathlib.Path) -> dict:
    """The texts of a project and of what both projects have in common, by MSBuild's names."""
    texts, references = {}, []
    for file in (HERE / "Directory.Build.props", path):
        root = ElementTree.parse(file).getroot()
        for element in root.iter():
            element.tag = str(element.tag).rpartition("}")[2]
        texts |= {item.tag: item.text or "" for group in root.iter("PropertyGroup") for item in group}
        references += [pathlib.Path(item.get("Include")).stem for item in root.iter("ProjectReference")]
        texts |= {"buildTransitive": item.get("Include") for item in root.iter("None")
                  if item.get("PackagePath") == "buildTransitive"}
    return texts | {"references": references, "Version": crate_version()}


def nuspec(texts: dict, frameworks: list) -> str:
    lines = []
    for framework in frameworks:
        lines.append(f'      <group targetFramework="{GROUPS[framework]}">')
        lines += [f'        <dependency id="{reference}" version="[{texts["Version"]}]" exclude="Build,Analyzers" />'
                  for reference in texts["references"]]
        lines.append("      </group>")
    return NUSPEC.format(
        id=texts["PackageId"],
        version=texts["Version"],
        authors=escape(texts["Authors"]),
        license=texts["PackageLicenseExpression"],
        readme=texts["PackageReadmeFile"],
        description=escape(texts["Description"]),
        tags=texts["PackageTags"],
        groups="\n".join(lines),
    )


def parts(texts: dict, libraries: dict, natives: dict) -> dict:
    """What is in the package, by its path there."""
    name = texts["PackageId"]
    found = {f"{name}.nuspec": nuspec(texts, list(libraries)).encode()}
    found[texts["PackageReadmeFile"]] = (HERE / texts["PackageReadmeFile"]).read_bytes()
    for framework, directory in libraries.items():
        for extension in ("dll", "xml"):
            file = f"{name}.{extension}"
            found[f"lib/{framework}/{file}"] = (pathlib.Path(directory) / file).read_bytes()
    for rid, file in natives.items():
        found[f"runtimes/{rid}/native/{pathlib.Path(file).name}"] = pathlib.Path(file).read_bytes()
    if "buildTransitive" in texts:
        found[texts["buildTransitive"]] = (HERE / texts["buildTransitive"]).read_bytes()
    return found


def add_package_parts(texts: dict, found: dict) -> None:
    """The parts that make the zip an Open Packaging Conventions package."""
    digest = hashlib.sha256(b"".join(found[path] for path in sorted(found))).hexdigest()[:32]
    properties = f"package/services/metadata/core-properties/{digest}.psmdcp"
    found[properties] = PROPERTIES.format(
        authors=escape(texts["Authors"]), description=escape(texts["Description"]), id=texts["PackageId"],
        version=texts["Version"], tags=texts["PackageTags"]).encode()
    found["_rels/.rels"] = RELATIONSHIPS.format(id=texts["PackageId"], properties=properties).encode()
    known = {"rels": "application/vnd.openxmlformats-package.relationships+xml",
             "psmdcp": "application/vnd.openxmlformats-package.core-properties+xml"}
    extensions = sorted({path.rsplit(".", 1)[1] for path in found})
    kinds = [known.get(extension, "application/octet") for extension in extensions]
    types = [f'  <Default Extension="{extension}" ContentType="{kind}" />'
             for extension, kind in zip(extensions, kinds)]
    found["[Content_Types].xml"] = CONTENT_TYPES.format(types="\n".join(types)).encode()


def pairs(texts: list) -> dict:
    return dict(sorted(text.split("=", 1) for text in texts))


def main() -> None:
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("project", type=pathlib.Path)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--lib", action="append", required=True, metavar="TFM=DIR")
    arguments.add_argument("--native", action="append", default=[], metavar="RID=FILE")
    given = arguments.parse_args()

    texts = project(given.project)
    found = parts(texts, pairs(given.lib), pairs(given.native))
    add_package_parts(texts, found)

    given.out.mkdir(parents=True, exist_ok=True)
    package = given.out / f"{texts['PackageId']}.{texts['Version']}.nupkg"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(found):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, found[path])
    print(package)


main()
