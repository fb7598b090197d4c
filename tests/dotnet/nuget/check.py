#!/usr/bin/env python3
"""Walks the NuGet packages and runs a program that has them installed, on Mono and on .NET 8.

usage: check.py WORK DOTNET EMULATOR OTHER
WORK holds what compile.sh and stand_ins.py wrote; OTHER is a copy of the sources, and OTHER.work what its compile.sh wrote.
Ends with "N passed, N failed".
"""

import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import traceback
import xml.etree.ElementTree as ElementTree
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WORK, DOTNET, EMULATOR, OTHER = (pathlib.Path(argument).resolve() for argument in sys.argv[1:5])
VERSION = re.search(r'^version = "([^"]+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]
# What compile.sh compiles, by the package.
FRAMEWORKS = {
    "CognitoNative": ("net8.0", "net8.0-android34.0", "net8.0-ios17.0", "netstandard2.0"),
    "CognitoNative.AmazonCompat": ("net8.0", "netstandard2.0"),
    "CognitoNative.AwsSdk": ("netstandard2.0",),
    "CognitoNative.AwsSdk.CognitoIdentity": ("netstandard2.0",),
    "CognitoNative.Extensions": ("net8.0",),
}
OWN = f"[{VERSION}]"
AWS_SDK = ("AWSSDK.Core", "[3.7.0, 5.0.0)")
DEPENDENCIES = {
    "CognitoNative": set(),
    "CognitoNative.AmazonCompat": {("CognitoNative", OWN)},
    "CognitoNative.AwsSdk": {("CognitoNative", OWN), AWS_SDK},
    "CognitoNative.AwsSdk.CognitoIdentity": {("CognitoNative", OWN), ("CognitoNative.AwsSdk", OWN), AWS_SDK},
    "CognitoNative.Extensions": {("CognitoNative", OWN)} | {
        (f"Microsoft.Extensions.{name}", "8.0.0") for name in (
            "Configuration.Abstractions", "DependencyInjection.Abstractions", "Logging.Abstractions", "Options")},
}
# What an assembly says of one that it was compiled against, by the package it comes in.
IDENTITIES = {
    "CognitoNative": f"Version={VERSION}.0, Culture=neutral, PublicKeyToken=null",
    "AWSSDK.Core": "Version=3.3.0.0, Culture=neutral, PublicKeyToken=885c28607f98e604",
    "Microsoft.Extensions": "Version=8.0.0.0, Culture=neutral, PublicKeyToken=adb9793829ddae60",
}
PROJECTS = ROOT / "bindings/csharp"
POOL_ID = "us-east-1:11111111-2222-3333-4444-555555555555"
# The folder of installed packages, as every NuGet client lays it out.
INSTALLED = WORK / "installed"
IDS = tuple(FRAMEWORKS)
# Each with its symbols.
PACKAGES: list = []
# What the programs have installed.
USED = IDS[:2]


def run(*command, **options) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def pack(out: str, sources: pathlib.Path = ROOT, work: pathlib.Path = WORK) -> list:
    """Each package, and its symbols."""
    packages = []
    for name, frameworks in FRAMEWORKS.items():
        libraries = [part for framework in frameworks for part in ("--lib", f"{framework}={work / framework}")]
        properties = [part for pair in (f"CognitoNatives={WORK / 'natives'}/", f"CognitoNotices={WORK / 'notices'}/")
                      for part in ("--property", pair)]
        projects = sources / "bindings/csharp"
        made = run(sys.executable, "-B", projects / "pack.py", projects / f"{name}.csproj", "--out", WORK / out, *libraries,
                   *properties)
        packages.append([pathlib.Path(path) for path in made.split()])
    return packages


def install(package: pathlib.Path) -> pathlib.Path:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        nuspec = ElementTree.fromstring(archive.read(next(name for name in names if name.endswith(".nuspec"))))
        directory = INSTALLED / text(nuspec, "id").lower() / text(nuspec, "version")
        archive.extractall(directory)
    return directory


def text(nuspec, name: str) -> str:
    return nuspec.find(f".//{{*}}{name}").text


def tree(directory: pathlib.Path) -> set:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def the_same_commit_packs_to_the_same_bytes_in_another_folder():
    again = pack("again", OTHER, OTHER.with_name(f"{OTHER.name}.work"))
    for one, other in zip(sum(PACKAGES, []), sum(again, [])):
        assert one.name == other.name and one.read_bytes() == other.read_bytes(), one.name


def the_symbols_belong_to_the_assemblies_and_lead_to_the_sources():
    for package, symbols in PACKAGES:
        assert symbols.suffix == ".snupkg"
        with zipfile.ZipFile(package) as assemblies, zipfile.ZipFile(symbols) as archive:
            nuspec = archive.read(package.name.replace(f".{VERSION}.nupkg", ".nuspec"))
            assert b'<packageType name="SymbolsPackage" />' in nuspec
            names = [name.removesuffix(".dll") for name in assemblies.namelist() if name.endswith(".dll")]
            assert {f"{name}.pdb" for name in names} == {name for name in archive.namelist() if name.startswith("lib/")}
            for name in names:
                content = archive.read(f"{name}.pdb")
                header = content.index(b"#Pdb\0") - 8
                identity = content[struct.unpack_from("<I", content, header)[0]:][:16]
                assert identity in assemblies.read(f"{name}.dll"), name
                assert b'{"documents":{"/_/*":"https://raw.githubusercontent.com/' in content, name
                for folder in (ROOT, WORK):
                    assert str(folder).encode() not in assemblies.read(f"{name}.dll"), name


def what_an_assembly_uses_of_others_is_in_the_real_ones():
    """The real Microsoft.Extensions, of a later version; AWSSDK.Core is in no registry that the tests reach."""
    program, assembly = WORK / "members.exe", WORK / "net8.0/CognitoNative.Extensions.dll"
    with_cecil(program, HERE / "Members.cs")
    said = run("mono", program, assembly, DOTNET / "extensions", DOTNET / "framework")
    assert int(said.split()[0]) > 10, said
    false = WORK / "false"
    shutil.copytree(DOTNET / "extensions", false, dirs_exist_ok=True)
    shutil.copy(false / "Microsoft.Extensions.Primitives.dll", false / "Microsoft.Extensions.Options.dll")
    missing = subprocess.run(["mono", program, assembly, false, DOTNET / "framework"], capture_output=True, text=True)
    assert missing.returncode == 1, missing
    assert "Microsoft.Extensions.Options.OptionsBuilder`1" in missing.stdout, missing.stdout


def every_assembly_keeps_the_rules_of_those_who_compile_ahead_of_time():
    program, sample = WORK / "rules.exe", WORK / "throws.dll"
    with_cecil(program, *(ROOT / "tests/dotnet/rules" / name for name in ("Rules.cs", "RulesProgram.cs")))
    run("mono", program, *(WORK / one / f"{name}.dll" for name, frameworks in FRAMEWORKS.items() for one in frameworks))
    (WORK / "throws.cs").write_text("""using System.Runtime.InteropServices;
internal static unsafe class Throws
{
    [UnmanagedCallersOnly] private static void Call() { }
    internal static delegate* unmanaged<void> Pointer() { return &Call; }
}""")
    run(DOTNET / "bin/csc", "-nostdlib", f"-r:{DOTNET}/framework", "-langversion:9", "-unsafe", "-target:library",
        f"-out:{sample}", WORK / "throws.cs")
    caught = subprocess.run(["mono", program, sample], capture_output=True, text=True)
    assert caught.returncode == 1 and "can throw into native code" in caught.stdout, caught


def with_cecil(program: pathlib.Path, *sources: pathlib.Path):
    cecil = next(pathlib.Path("/usr/lib/mono/gac/Mono.Cecil").glob("0.11*/Mono.Cecil.dll"))
    shutil.copy(cecil, program.parent)
    run("mcs", "-langversion:7.2", "-warnaserror", f"-r:{cecil}", f"-out:{program}", *sources)


def the_package_holds_what_its_users_need():
    found = tree(INSTALLED / "cognitonative" / VERSION)
    wanted = {"CognitoNative.nuspec", "README.md", "icon.png", "[Content_Types].xml", "_rels/.rels",
              "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json", "static/PrivacyInfo.xcprivacy",
              "build/CognitoNative.targets", "buildTransitive/CognitoNative.targets",
              "runtimes/linux-x64/native/libcognito_native.so", "static/linux-x64/libcognito_native.a"}
    wanted |= {f"lib/{framework}/CognitoNative.{kind}"
               for framework in FRAMEWORKS["CognitoNative"] for kind in ("dll", "xml")}
    properties = {path for path in found if path.endswith(".psmdcp")}
    assert len(properties) == 1, properties
    assert found - properties == wanted, found ^ wanted
    for name in IDS[1:]:
        found = {path for path in tree(INSTALLED / name.lower() / VERSION) if not path.endswith(".psmdcp")}
        wanted = {f"{name}.nuspec", "README.md", "icon.png", "[Content_Types].xml", "_rels/.rels"}
        wanted |= {f"lib/{framework}/{name}.{kind}" for framework in FRAMEWORKS[name] for kind in ("dll", "xml")}
        wanted |= {"CognitoNative.AwsSdk": set(), "CognitoNative.Extensions": {"ConfigurationSchema.json"}}.get(name, set())
        targets = {f"buildTransitive/{name}.targets"} if name != "CognitoNative.AwsSdk" else set()
        assert found == wanted | targets, found ^ (wanted | targets)


def the_nuspecs_tell_the_version_of_the_crate():
    for name in IDS:
        directory = INSTALLED / name.lower() / VERSION
        nuspec = ElementTree.parse(directory / f"{name}.nuspec").getroot()
        assert text(nuspec, "id") == name and text(nuspec, "version") == VERSION
        assert text(nuspec, "license") == "MIT OR Apache-2.0"
        for file in ("readme", "icon"):
            assert (directory / text(nuspec, file)).is_file(), file
        for said in ("projectUrl", "releaseNotes", "copyright", "description", "tags", "authors"):
            assert text(nuspec, said), said
        assert nuspec.find(".//{*}repository").get("url").startswith("https://")
        groups = [group.get("targetFramework") for group in nuspec.iter() if group.tag.endswith("}group")]
        assert groups == [one.replace("netstandard", ".NETStandard") for one in FRAMEWORKS[name]], groups
        needs = {(item.get("id"), item.get("version")) for item in nuspec.iter() if item.tag.endswith("}dependency")}
        assert needs == DEPENDENCIES[name], needs


def the_projects_take_their_version_from_the_crate():
    project = WORK / "version.proj"
    project.write_text(f"""<Project DefaultTargets="Tell" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <Import Project="{ROOT}/bindings/csharp/Directory.Build.props" />
  <Target Name="Tell"><Message Importance="high" Text="version=$(Version)." /></Target>
</Project>""")
    assert f"version={VERSION}.\n" in run("xbuild", "/nologo", project)


def a_package_with_names_that_another_has_too_says_what_to_do():
    for package, other, code in (("AmazonCompat", "AWSSDK.Core", "COGNITO001"),
                                 ("AwsSdk.CognitoIdentity", "AWSSDK.CognitoIdentity", "COGNITO002"),
                                 ("AwsSdk.CognitoIdentity", "AWSSDK.Core", None)):
        project = WORK / "names.proj"
        project.write_text(f"""<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <Import Project="{ROOT}/bindings/csharp/buildTransitive/CognitoNative.{package}.targets" />
  <ItemGroup><ReferencePath Include="/packages/System.Xml.dll;/packages/{other}.dll" /></ItemGroup>
  <Target Name="CoreCompile" />
  <Target Name="Build" DependsOnTargets="CoreCompile" />
</Project>""")
        done = subprocess.run(["xbuild", "/nologo", project], capture_output=True, text=True)
        told = re.search(r"error (COGNITO\d+): (.*)", done.stdout)
        assert (told[1] if told else None) == code, done.stdout
        assert not told or (f"CognitoNative.{package} and {other}" in told[2] and "CognitoNativeCredentials" in told[2]), told


def the_package_is_what_opc_asks_for():
    for name in IDS:
        directory = INSTALLED / name.lower() / VERSION
        types = ElementTree.parse(directory / "[Content_Types].xml").getroot()
        known = {item.get("Extension") for item in types}
        unknown = {path for path in tree(directory) if path.rsplit(".", 1)[1] not in known and "[" not in path}
        assert not unknown, unknown
        for relation in ElementTree.parse(directory / "_rels/.rels").getroot():
            assert (directory / relation.get("Target").lstrip("/")).is_file(), relation.get("Target")


def the_documentation_is_of_what_others_can_name():
    for name, frameworks in FRAMEWORKS.items():
        for framework in frameworks:
            members = ElementTree.parse(INSTALLED / name.lower() / VERSION / f"lib/{framework}/{name}.xml")
            names = {member.get("name") for member in members.findall(".//member")}
            assert len(members.findall(".//summary")) > 3, (name, framework)
            hidden = {one for one in names if re.search(r"NativeMethods|cognito_|[.:](PendingRequest|SdkError)\b", one)}
            assert not hidden, hidden
            if name == "CognitoNative":
                assert {"T:CognitoNative.CognitoAWSCredentials", "P:CognitoNative.CognitoCredentialsOptions.IdentityPoolId",
                        "M:CognitoNative.CognitoAWSCredentials.Dispose",
                        "E:CognitoNative.CognitoAWSCredentials.IdentityChangedEvent"} <= names


def the_assemblies_refer_to_their_framework_and_to_real_packages():
    for name, frameworks in FRAMEWORKS.items():
        for framework in frameworks:
            packages = {one for one, _ in DEPENDENCIES[name]}
            for line in (WORK / framework / f"{name}.references").read_text().splitlines():
                reference, _, identity = line.partition(", ")
                if reference in packages:
                    family = "CognitoNative" if reference.startswith("CognitoNative.") else reference
                    family = "Microsoft.Extensions" if family.startswith("Microsoft.") else family
                    assert identity == IDENTITIES[family], line
                elif framework == "netstandard2.0":
                    assert reference == "netstandard", (name, line)
                else:
                    assert re.match(r"System\.(?!Private)", reference), (name, framework, line)


def a_dotnet_framework_program_gets_the_library_beside_it():
    output = WORK / "framework"
    shutil.rmtree(output, ignore_errors=True)
    run("xbuild", "/nologo", "/verbosity:quiet", f"/p:Packages={INSTALLED}", f"/p:PackageVersion={VERSION}",
        f"/p:OutputPath={output}/", f"/p:IntermediateOutputPath={WORK}/obj/", HERE / "NetFramework.csproj")
    assert (output / "libcognito_native.so").is_file(), tree(output)
    plays("mono", output / "guest.exe")


def a_dotnet_program_finds_the_library_in_the_package():
    """As `dotnet run` starts it: nothing is beside the program, and the host looks in the folder of packages."""
    output = WORK / "core"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir()
    installed = {name: INSTALLED / name.lower() / VERSION / "lib/net8.0" / f"{name}.dll" for name in USED}
    run(DOTNET / "bin/csc", "-nostdlib", f"-r:{DOTNET}/framework", *(f"-r:{file}" for file in installed.values()),
        "-langversion:7.3", f"-out:{output}/guest.dll", HERE / "Guest.cs")
    config = json.loads((DOTNET / "runtimeconfig.json").read_text())
    config["runtimeOptions"]["additionalProbingPaths"] = [str(INSTALLED)]
    (output / "guest.runtimeconfig.json").write_text(json.dumps(config))
    (output / "guest.deps.json").write_text(json.dumps(dependencies()))
    assert tree(output) == {"guest.dll", "guest.runtimeconfig.json", "guest.deps.json"}
    plays(DOTNET / "bin/dotnet", "exec", output / "guest.dll")


def dependencies() -> dict:
    """What a restore writes down: which files of which packages a program needs."""
    target = {f"guest/{VERSION}": {"runtime": {"guest.dll": {}}}}
    for name in USED:
        target[f"{name}/{VERSION}"] = {"runtime": {f"lib/net8.0/{name}.dll": {}}}
    native = "runtimes/linux-x64/native/libcognito_native.so"
    target[f"CognitoNative/{VERSION}"]["runtimeTargets"] = {native: {"rid": "linux-x64", "assetType": "native"}}
    framework = ".NETCoreApp,Version=v8.0"
    libraries = {f"{name}/{VERSION}": {"type": "package", "serviceable": True, "sha512": "",
                                       "path": f"{name.lower()}/{VERSION}"} for name in USED}
    libraries[f"guest/{VERSION}"] = {"type": "project", "serviceable": False, "sha512": ""}
    return {"runtimeTarget": {"name": framework, "signature": ""}, "compilationOptions": {},
            "targets": {framework: target}, "libraries": libraries}


def plays(*command):
    """Runs the program twice: a guest, who is the same the second time."""
    emulator = subprocess.Popen([EMULATOR, "--pool-id", POOL_ID, "--until-stdin-closes"], text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    storage = WORK / "storage"
    shutil.rmtree(storage, ignore_errors=True)
    try:
        endpoint = next(line[9:].strip() for line in emulator.stdout if line.startswith("endpoint="))
        first, second = (run(*command, endpoint, POOL_ID, storage, timeout=60) for _ in range(2))
    finally:
        emulator.stdin.close()
        emulator.wait(timeout=30)
    assert re.search(r"access key id  ASIA", first), first
    ids = re.findall(r"identity id    (us-east-1:\S+)", first + second)
    assert len(ids) == 2 and ids[0] == ids[1], first + second


def main() -> int:
    shutil.rmtree(INSTALLED, ignore_errors=True)
    PACKAGES.extend(pack("packages"))
    for package, _ in PACKAGES:
        install(package)
    tests = [the_same_commit_packs_to_the_same_bytes_in_another_folder,
             the_symbols_belong_to_the_assemblies_and_lead_to_the_sources,
             what_an_assembly_uses_of_others_is_in_the_real_ones,
             every_assembly_keeps_the_rules_of_those_who_compile_ahead_of_time, the_package_holds_what_its_users_need,
             the_nuspecs_tell_the_version_of_the_crate, the_projects_take_their_version_from_the_crate,
             a_package_with_names_that_another_has_too_says_what_to_do, the_package_is_what_opc_asks_for,
             the_documentation_is_of_what_others_can_name, the_assemblies_refer_to_their_framework_and_to_real_packages,
             a_dotnet_framework_program_gets_the_library_beside_it,
             a_dotnet_program_finds_the_library_in_the_package]
    failed = 0
    for test in tests:
        try:
            test()
            print(f"ok      {test.__name__}")
        except Exception:
            failed += 1
            print(f"FAILED  {test.__name__}\n{traceback.format_exc()}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
