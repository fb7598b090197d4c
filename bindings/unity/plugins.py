"""The native libraries' places in the Unity package, and what Unity's importer has to know of each.

The libraries are not in git, and Unity deletes a `.meta` whose file is missing. So neither is in the tree: this table
says what both are, and package.py puts them there together.
"""

from dataclasses import dataclass

FOLDER = "Runtime/Plugins"


@dataclass(frozen=True)
class Slot:
    """One platform's library: its file below Runtime/Plugins, and the platform and processor it is imported for."""

    name: str
    # Where bindings/natives.sh puts it.
    place: str
    file: str
    platform: str
    cpu: str
    # The editor that loads it; "" for players only. Two libraries for one editor would be an error in Unity.
    editor_os: str = ""
    editor_cpu: str = ""
    # What only this file is, in the importer's words.
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.file}"


# Unity from 6000.0.38 warns about every 64-bit library for Android that does not say it.
ALIGNED = (("Is16KbAligned", "true"),)

# No Windows on ARM: Unity before 6 knows one Win64 platform and would take two libraries of one name for a conflict.
SLOTS = (
    Slot("windows-x86_64", "win-x64", "Windows/x86_64/cognito_native.dll", "Win64", "x86_64", "Windows", "x86_64"),
    Slot("linux-x86_64", "linux-x64", "Linux/x86_64/libcognito_native.so", "Linux64", "x86_64", "Linux", "x86_64"),
    # Universal (x86_64 and arm64), so that one file serves both kinds of Mac and of editor.
    Slot("macos", "osx", "macOS/libcognito_native.dylib", "OSXUniversal", "AnyCPU", "OSX", "AnyCPU"),
    Slot("android-arm64-v8a", "android-arm64", "Android/arm64-v8a/libcognito_native.so", "Android", "ARM64",
         settings=ALIGNED),
    Slot("android-armeabi-v7a", "android-arm", "Android/armeabi-v7a/libcognito_native.so", "Android", "ARMv7"),
    Slot("android-x86_64", "android-x64", "Android/x86_64/libcognito_native.so", "Android", "X86_64",
         settings=ALIGNED),
    Slot("ios", "ios", "iOS/libcognito_native.a", "iOS", "AnyCPU"),
    Slot("tvos", "tvos", "tvOS/libcognito_native.a", "tvOS", "AnyCPU"),
    Slot("webgl", "webgl", "WebGL/libcognito_native.a", "WebGL", "AnyCPU"),
)

# Apple asks what a library does with data; Xcode merges it into the game's own answer. Only there beside a library.
PRIVACY = Slot("privacy", "ios", "iOS/PrivacyInfo.xcprivacy", "iOS", "AnyCPU")
# What the page does for the library. Only there beside it, too.
PAGE = Slot("page", "webgl", "WebGL/cognito_native.jslib", "WebGL", "AnyCPU")

# Every platform as the importer names it, the group it files it under, and the settings it writes beside the processor.
STATIC_LIBRARY = {"AddToEmbeddedBinaries": "false", "CompileFlags": "", "FrameworkDependencies": ""}
PLATFORMS = (
    ("Android", "Android", {}),
    ("Linux64", "Standalone", {}),
    ("OSXUniversal", "Standalone", {}),
    ("WebGL", "WebGL", {}),
    ("Win", "Standalone", {}),
    ("Win64", "Standalone", {}),
    ("iOS", "iPhone", STATIC_LIBRARY),
    ("tvOS", "tvOS", STATIC_LIBRARY),
)


def importer(slot: Slot) -> str:
    """The PluginImporter of a slot: off everywhere but on its own platform and in the editor that can load it."""
    lines = [
        "PluginImporter:",
        "  externalObjects: {}",
        "  serializedVersion: 2",
        "  iconMap: {}",
        "  executionOrder: {}",
        "  defineConstraints: []",
        "  isPreloaded: 0",
        "  isOverridable: 1",
        "  isExplicitlyReferenced: 0",
        "  validateReferences: 1",
        "  platformData:",
    ]
    excluded = {f"Exclude {name}": "0" if name == slot.platform else "1" for name, _, _ in PLATFORMS}
    excluded["Exclude Editor"] = "0" if slot.editor_os else "1"
    lines += entry("", "Any", False, dict(sorted(excluded.items())))
    lines += entry("Any", "", False, {})
    lines += entry(
        "Editor",
        "Editor",
        bool(slot.editor_os),
        {"CPU": slot.editor_cpu or "AnyCPU", "DefaultValueInitialized": "true", "OS": slot.editor_os or "AnyOS"},
    )
    for name, group, settings in PLATFORMS:
        is_own = name == slot.platform
        if name == "WebGL":
            # Unity writes nothing for it where it is off, and knows no processor there.
            lines += entry(group, name, True, {}) if is_own else []
            continue
        own = {"CPU": slot.cpu, **dict(slot.settings)} if is_own else {"CPU": "None"}
        lines += entry(group, name, is_own, dict(sorted({**own, **settings}.items())))
    return "\n".join([*lines, *ENDING]) + "\n"


ENDING = ("  userData: ", "  assetBundleName: ", "  assetBundleVariant: ")


def entry(group: str, platform: str, enabled: bool, settings: dict[str, str]) -> list[str]:
    lines = ["  - first:", f"      {group}: {platform}", "    second:", f"      enabled: {int(enabled)}"]
    if not settings:
        return [*lines, "      settings: {}"]
    return [*lines, "      settings:", *(f"        {key}: {value}" for key, value in settings.items())]
