"""Conan's recipe: packages the archive that was released for the platform; nothing is compiled.

The release writes conandata.yml beside it, with the version, and the address and the sum of each platform's archive.
"""

import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.files import copy, get, rm

required_conan_version = ">=2.0"

SYSTEMS = {"Linux": "linux", "Windows": "win", "Macos": "osx", "Android": "android"}
PROCESSORS = {"x86_64": "x64", "x86": "x86", "armv8": "arm64", "armv7": "arm", "armv7hf": "arm"}
OF_WINDOWS = ["advapi32", "bcrypt", "crypt32", "ncrypt", "ntdll", "secur32", "userenv", "ws2_32"]


class CognitoNative(ConanFile):
    name = "cognito-native"
    description = "Amazon Cognito identities and temporary AWS credentials, without an AWS SDK"
    license = "MIT OR Apache-2.0"
    topics = ("aws", "cognito", "credentials", "games")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    # Conan's settings do not tell which libc a Linux has.
    options = {"shared": [True, False], "libc": ["glibc", "musl"]}
    default_options = {"shared": True, "libc": "glibc"}

    def set_version(self):
        self.version = next(iter(self.conan_data["sources"]))

    def config_options(self):
        if self.settings.os != "Linux":
            del self.options.libc

    @property
    def _place(self):
        system = SYSTEMS.get(str(self.settings.os), str(self.settings.os))
        libc = "-musl" if self.options.get_safe("libc") == "musl" else ""
        return f"{system}{libc}-{PROCESSORS.get(str(self.settings.arch), str(self.settings.arch))}"

    def validate(self):
        released = self.conan_data["sources"][self.version]
        if self._place not in released:
            raise ConanInvalidConfiguration(
                f"cognito-native {self.version} was released for {', '.join(released)}, and not for {self._place}")

    def package_id(self):
        # Its interface is C's.
        del self.info.settings.compiler
        del self.info.settings.build_type

    def build(self):
        get(self, **self.conan_data["sources"][self.version][self._place], strip_root=True)

    def package(self):
        copy(self, "*", os.path.join(self.build_folder, "include"), os.path.join(self.package_folder, "include"))
        for folder in ("lib", "bin"):
            copy(self, "*", os.path.join(self.build_folder, folder), os.path.join(self.package_folder, folder),
                 excludes=("cmake/*", "pkgconfig/*"))
        for file in ("LICENSE-*", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"):
            copy(self, file, self.build_folder, os.path.join(self.package_folder, "licenses"))
        libraries = os.path.join(self.package_folder, "lib")
        if self.options.shared:
            rm(self, "libcognito_native.a", libraries)
            rm(self, "cognito_native_static.lib", libraries)
        else:
            for file in ("*.so*", "*.dylib", "cognito_native.lib", "*.dll"):
                rm(self, file, self.package_folder, recursive=True)

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "cognito_native")
        self.cpp_info.set_property("cmake_target_name", "cognito_native::cognito_native")
        self.cpp_info.set_property("pkg_config_name", "cognito_native")
        is_visual_studios = os.path.isfile(os.path.join(self.package_folder, "lib", "cognito_native_static.lib"))
        self.cpp_info.libs = ["cognito_native_static" if is_visual_studios else "cognito_native"]
        if self.options.shared:
            return
        if self.settings.os == "Macos":
            self.cpp_info.frameworks = ["Security", "CoreFoundation"]
            self.cpp_info.system_libs = ["iconv"]
        else:
            self.cpp_info.system_libs = {"Windows": OF_WINDOWS, "Android": ["log", "m", "dl"]}.get(
                str(self.settings.os), ["gcc_s", "pthread", "m", "dl"])
