using System;
using System.Collections.Generic;
#if NETCOREAPP
using System.Diagnostics.CodeAnalysis;
#endif
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace CognitoNative
{
    /// <summary>The library as a file: what it is called here, where it belongs, and which processor it is made for.</summary>
    internal static class NativeLibraryFile
    {
        private const string GitLfs = "version https://git-lfs.github.com/spec/";
        private const int HeaderBytes = 4096;
        private const ushort ElfX86 = 3, ElfArm = 40, ElfX64 = 62, ElfArm64 = 183;
        private const ushort PeX86 = 0x14c, PeArm = 0x1c4, PeX64 = 0x8664, PeArm64 = 0xaa64;

        /// <summary>The file name on this platform.</summary>
        internal static string Name
        {
            get
            {
                if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
                {
                    return "cognito_native.dll";
                }
                return RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
                    ? "libcognito_native.dylib"
                    : "libcognito_native.so";
            }
        }

        /// <summary>System and processor of this process, for people.</summary>
        internal static string Platform
        {
            get { return RuntimeInformation.OSDescription.Trim() + ", " + RuntimeInformation.ProcessArchitecture; }
        }

        internal static string WhereItBelongs
        {
            get
            {
#if UNITY_5_3_OR_NEWER
                return "It belongs in the package's Runtime/Plugins folder, for this platform and processor. Install the "
                    + "released package (the source tree holds no binaries), and look at the file's import settings: this "
                    + "platform must be ticked.";
#else
                return "With NuGet, build for a runtime identifier that the package has (runtimes/*/native); without, put "
                    + "the file beside the program, or in a directory that the system searches (LD_LIBRARY_PATH, "
                    + "DYLD_LIBRARY_PATH, PATH).";
#endif
            }
        }

        internal static string WrongProcessor(string subject)
        {
            return subject + " is made for another processor than this process: " + Platform + ". Install the library for "
                + RuntimeInformation.ProcessArchitecture + ", or run the process as what the library is made for.";
        }

        /// <summary>The browser's own name for itself, which .NET has no word for before .NET 5.</summary>
        internal static bool IsInBrowser
        {
            get { return RuntimeInformation.IsOSPlatform(OSPlatform.Create("BROWSER")); }
        }

        /// <summary>The first in a directory where the runtime or the system looks; null when it is in none.</summary>
        internal static string Find()
        {
            // A directory of that name is found too: "not found" would send people looking for something else.
            return Directories().Select(directory => Path.Combine(directory, Name))
                .FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
        }

#if !NETCOREAPP && !UNITY_5_3_OR_NEWER
        /// <summary>Where the NuGet package has it for .NET Framework, below the program.</summary>
        internal static string FolderOfProcessor
        {
            get { return RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(); }
        }
#endif

        /// <summary>Where it is looked for, in that order, each once.</summary>
        internal static List<string> Directories()
        {
            var directories = new List<string>();
#if NETCOREAPP
            Add(directories, BesideThisAssembly());
#endif
            Add(directories, AppContext.BaseDirectory);
#if NETCOREAPP
            Add(directories, PackageDirectory());
#elif !UNITY_5_3_OR_NEWER
            // A web application's assemblies are in a folder of it.
            var assemblies = Path.Combine(
                AppContext.BaseDirectory, AppDomain.CurrentDomain.RelativeSearchPath ?? string.Empty);
            Add(directories, assemblies);
            Add(directories, Path.Combine(assemblies, FolderOfProcessor));
#endif
            // What a host (NuGet's runtimes/*/native among it) told the runtime.
            AddAll(directories, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string);
            var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "PATH"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "DYLD_LIBRARY_PATH"
                : "LD_LIBRARY_PATH";
            AddAll(directories, Environment.GetEnvironmentVariable(name));
            return directories;
        }

        /// <summary>Musl instead of glibc, or the other way round; empty when that is not what is wrong.</summary>
        internal static string LibcMismatch(string path)
        {
            var isMusl = File.Exists("/etc/alpine-release");
            return isMusl && RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && Machine(ReadHeader(path)) != null
                ? "This is Alpine Linux, whose C library is musl: take the library for linux-musl. "
                : string.Empty;
        }

        internal static bool IsPointerOfGit(string path)
        {
            return Encoding.ASCII.GetString(ReadHeader(path)).StartsWith(GitLfs, StringComparison.Ordinal);
        }

#if NETCOREAPP
        /// <summary>Null in a single file, and where the code is compiled ahead of time.</summary>
        [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty path is expected.")]
        private static string BesideThisAssembly()
        {
            var path = typeof(NativeLibraryFile).Assembly.Location;
            return string.IsNullOrEmpty(path) ? null : Path.GetDirectoryName(path);
        }

        /// <summary>Where the NuGet package has it, below this assembly.</summary>
        internal static string PackageDirectory()
        {
            var system = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win"
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx"
                : RuntimeInformation.RuntimeIdentifier.Contains("musl") ? "linux-musl"
                : "linux";
            var identifier = system + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            return Path.Combine(BesideThisAssembly() ?? AppContext.BaseDirectory, "runtimes", identifier, "native");
        }
#endif

        private static void AddAll(List<string> directories, string joined)
        {
            foreach (var directory in (joined ?? string.Empty).Split(Path.PathSeparator))
            {
                Add(directories, directory);
            }
        }

        private static void Add(List<string> directories, string directory)
        {
            var trimmed = directory == null ? string.Empty : directory.TrimEnd(Path.DirectorySeparatorChar);
            if (trimmed.Length > 0 && !directories.Contains(trimmed))
            {
                directories.Add(trimmed);
            }
        }

        /// <summary>False also when the file is of a kind that is not known.</summary>
        internal static bool IsForAnotherProcessor(string path)
        {
            var machine = Machine(ReadHeader(path));
            return machine != null && machine != RuntimeInformation.ProcessArchitecture;
        }

        private static byte[] ReadHeader(string path)
        {
            var header = new byte[HeaderBytes];
            try
            {
                using (var file = File.OpenRead(path))
                {
                    var length = 0;
                    int read;
                    while (length < header.Length && (read = file.Read(header, length, header.Length - length)) > 0)
                    {
                        length += read;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException || exception is UnauthorizedAccessException)
            {
                // It cannot be read, so it says nothing; the caller says that it cannot be loaded.
                return header;
            }
            return header;
        }

        /// <summary>ELF (e_machine at 18) and PE (machine behind the signature that 60 points to).</summary>
        private static Architecture? Machine(byte[] header)
        {
            if (header[0] == 0x7f && header[1] == 'E' && header[2] == 'L' && header[3] == 'F')
            {
                return Elf(BitConverter.ToUInt16(header, 18));
            }
            if (header[0] == 'M' && header[1] == 'Z')
            {
                var signature = BitConverter.ToInt32(header, 60);
                return signature > 0 && signature < HeaderBytes - 6
                    ? Pe(BitConverter.ToUInt16(header, signature + 4))
                    : null;
            }
            return null;
        }

        private static Architecture? Elf(ushort machine)
        {
            switch (machine)
            {
                case ElfX86: return Architecture.X86;
                case ElfX64: return Architecture.X64;
                case ElfArm: return Architecture.Arm;
                case ElfArm64: return Architecture.Arm64;
                default: return null;
            }
        }

        private static Architecture? Pe(ushort machine)
        {
            switch (machine)
            {
                case PeX86: return Architecture.X86;
                case PeX64: return Architecture.X64;
                case PeArm: return Architecture.Arm;
                case PeArm64: return Architecture.Arm64;
                default: return null;
            }
        }
    }
}
