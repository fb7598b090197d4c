#!/usr/bin/env python3
"""Packs assemblies and native libraries into a NuGet package, without the .NET SDK. Same input, same bytes.

usage: pack.py PROJECT.csproj --out DIR --lib TFM=DIR ... [--property NAME=VALUE ...]

All that is said of the package comes from the project and Directory.Build.props, read as MSBuild reads them (msbuild.py),
and its version and repository from Cargo.toml: the package holds what `dotnet pack` would put into it. A --lib directory
holds ASSEMBLY.dll and ASSEMBLY.xml, and ASSEMBLY.pdb for the symbol package; ASSEMBLY is the package's id. CognitoNatives
and CognitoNotices are the properties that say where bindings/natives.sh and bindings/notices.py wrote.
Prints the paths of the packages.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from assembly import Assembly, public_docs
from msbuild import NotUnderstood, Project

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import platforms  # noqa: E402
from project import repository, version  # noqa: E402

# The oldest date a zip can tell; a package does not depend on when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)
KINDS = {"rels": "application/vnd.openxmlformats-package.relationships+xml",
         "psmdcp": "application/vnd.openxmlformats-package.core-properties+xml"}

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


class Refused(Exception):
    """Something the caller has to mend; the message says what."""


def commit() -> str:
    """Of the work tree; nothing when the sources are not in git."""
    asked = subprocess.run(["git", "-C", str(REPOSITORY), "rev-parse", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip()


# ---- what the package says of itself

def group_name(framework: str) -> str:
    """As NuGet writes a framework into a nuspec."""
    return "." + framework.replace("netstandard", "NETStandard") if framework.startswith("netstandard") else framework


def dependencies(project: Project, framework: str) -> list[str]:
    lines = []
    for include, _ in project.references("ProjectReference"):
        lines.append((Path(include).stem, f"[{project['Version']}]"))
    lines += [(include, metadata["Version"]) for include, metadata in project.references("PackageReference")
              if metadata.get("PrivateAssets") != "all"]
    return [f'        <dependency id="{name}" version="{version}" exclude="Build,Analyzers" />' for name, version in lines]


def nuspec(project: Project, frameworks: dict[str, Project], kind: str = "") -> str:
    texts = [("id", project["PackageId"]), ("version", project["Version"]), ("authors", project["Authors"])]
    lines = [f"    <{name}>{escape(text)}</{name}>" for name, text in texts]
    if not kind:
        lines += [f'    <license type="expression">{project["PackageLicenseExpression"]}</license>']
        about = [("icon", "PackageIcon"), ("readme", "PackageReadmeFile"), ("projectUrl", "PackageProjectUrl")]
        lines += [f"    <{name}>{escape(project[field])}</{name}>" for name, field in about]
    about = [("description", "Description"), ("releaseNotes", "PackageReleaseNotes"), ("copyright", "Copyright"),
             ("tags", "PackageTags")]
    lines += [f"    <{name}>{escape(project[field])}</{name}>" for name, field in about]
    if kind:
        lines.append(f'    <packageTypes><packageType name="{kind}" /></packageTypes>')
    revision = commit()
    lines.append(f'    <repository type="{project["RepositoryType"]}" url="{escape(project["RepositoryUrl"])}"'
                 + (f' commit="{revision}"' if revision else "") + " />")
    lines.append("    <dependencies>")
    for framework, evaluated in frameworks.items():
        wanted = dependencies(evaluated, framework)
        lines.append(f'      <group targetFramework="{group_name(framework)}">')
        lines += wanted
        lines.append("      </group>")
    lines.append("    </dependencies>")
    return ('<?xml version="1.0" encoding="utf-8"?>\n'
            '<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">\n  <metadata>\n'
            + "\n".join(lines) + "\n  </metadata>\n</package>\n")


# ---- what is in it

def check_assembly(project: Project, framework: str, file: Path) -> None:
    """An assembly in a folder that is another one's fails on the user's device only."""
    assembly = Assembly(file)
    version = re.match(r"\d+\.\d+\.\d+", project["Version"])[0] + ".0"
    if assembly.version() != version:
        raise Refused(f"{file} has the version {assembly.version()}, not {version}")
    libraries = assembly.native_libraries() & {"cognito_native", "__Internal"}
    wanted = "__Internal" if "-ios" in framework else "cognito_native"
    if libraries and libraries != {wanted}:
        raise Refused(f"{file} calls {', '.join(sorted(libraries))}; for {framework} that must be {wanted}")
    references = assembly.references()
    for name, _ in project.references("PackageReference"):
        # The runtime looks for the assembly of that very name, of which the key is a part.
        if references.get(name) == "":
            raise Refused(f"{file} knows {name} without its public key, and cannot be used with the real, signed one")


def libraries(project: Project, given: dict[str, str]) -> dict[str, bytes]:
    """The assemblies, by their path in the package."""
    name, found = project["PackageId"], {}
    wanted = [one for one in (project["TargetFrameworks"] or project["TargetFramework"]).split(";") if one]
    if sorted(given) != sorted(wanted):
        raise Refused(f"the project is for {', '.join(wanted)}; --lib gives {', '.join(given)}")
    for framework in wanted:
        file = Path(given[framework]) / f"{name}.dll"
        documentation = file.with_suffix(".xml")
        for needed in (file, documentation):
            if not needed.is_file():
                raise Refused(f"there is no {needed}; compile the project for {framework} first")
        check_assembly(project, framework, file)
        found[f"lib/{framework}/{name}.dll"] = file.read_bytes()
        docs = public_docs(file, documentation.read_text(encoding="utf-8-sig"))
        found[f"lib/{framework}/{name}.xml"] = docs.encode()
    return found


def parts(project: Project, frameworks: dict[str, Project], given: dict[str, str]) -> dict[str, bytes]:
    found = {f"{project['PackageId']}.nuspec": nuspec(project, frameworks).encode()}
    for path, file in project.packed().items():
        if not file.is_file():
            raise Refused(f"there is no {file}, which the project packs as {path}")
        place = platforms.place_of(path)
        if place is not None:
            platforms.check(place, file)
        found[path] = file.read_bytes()
    # Last: reading assemblies takes longest.
    return found | libraries(project, given)


def symbols(project: Project, frameworks: dict[str, Project], given: dict[str, str]) -> dict[str, bytes]:
    """The symbol package; empty when the compiler wrote none."""
    name = project["PackageId"]
    files = {f"lib/{framework}/{name}.pdb": Path(given[framework]) / f"{name}.pdb" for framework in frameworks}
    found = {path: file.read_bytes() for path, file in files.items() if file.is_file()}
    return {f"{name}.nuspec": nuspec(project, frameworks, "SymbolsPackage").encode(), **found} if found else {}


def add_package_parts(project: Project, found: dict[str, bytes]) -> None:
    """The parts that make the zip an Open Packaging Conventions package."""
    digest = hashlib.sha256(b"".join(found[path] for path in sorted(found))).hexdigest()[:32]
    properties = f"package/services/metadata/core-properties/{digest}.psmdcp"
    found[properties] = PROPERTIES.format(
        authors=escape(project["Authors"]), description=escape(project["Description"]), id=project["PackageId"],
        version=project["Version"], tags=project["PackageTags"]).encode()
    found["_rels/.rels"] = RELATIONSHIPS.format(id=project["PackageId"], properties=properties).encode()
    types = [f'  <Default Extension="{extension}" ContentType="{KINDS.get(extension, "application/octet")}" />'
             for extension in sorted({path.rsplit(".", 1)[1] for path in found})]
    found["[Content_Types].xml"] = CONTENT_TYPES.format(types="\n".join(types)).encode()


def write(project: Project, out: Path, extension: str, found: dict[str, bytes]) -> Path:
    add_package_parts(project, found)
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"{project['PackageId']}.{project['Version']}.{extension}"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(found):
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, found[path])
    return package


def pairs(texts: list[str]) -> dict[str, str]:
    return dict(sorted(text.split("=", 1) for text in texts))


def main() -> int:
    arguments = argparse.ArgumentParser(usage=__doc__)
    arguments.add_argument("project", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--lib", action="append", required=True, metavar="TFM=DIR")
    arguments.add_argument("--property", action="append", default=[], metavar="NAME=VALUE")
    given = arguments.parse_args()

    properties = {"Version": version(), "PackageProjectUrl": repository(), **pairs(given.property)}
    directories = pairs(given.lib)
    try:
        project = Project(given.project, properties)
        frameworks = {framework: Project(given.project, {**properties, "TargetFramework": framework})
                      for framework in sorted(directories)}
        print(write(project, given.out, "nupkg", parts(project, frameworks, directories)))
        debug = symbols(project, frameworks, directories)
        if debug:
            print(write(project, given.out, "snupkg", debug))
    except (Refused, NotUnderstood, platforms.Unfit) as error:
        print(f"pack.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
