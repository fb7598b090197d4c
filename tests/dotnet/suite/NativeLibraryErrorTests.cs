using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A native library that is missing or the wrong one is explained at construction: platform, file, cause and what to
    /// do. The process lives on, and the next attempt says the same.
    /// </summary>
    [TestFixture]
    public sealed class NativeLibraryErrorTests
    {
        private const int ElfMachineOffset = 18;
        private const ushort Arm64 = 183;

        private ChildProgram _child;
        private string _first;

        [SetUp]
        public void Prepare()
        {
            _child = new ChildProgram();
        }

        [TearDown]
        public void CleanUp()
        {
            _child.Dispose();
        }

        [Test]
        public void The_right_library_is_no_error()
        {
            _child.WithNativeLibrary();
            _child.Start("construct");
            Assert.AreEqual("no exception", _child.ReadLine());
        }

        [Test]
        public void A_missing_library()
        {
            AssertExplained("was not found", "put the file beside the program");
            StringAssert.Contains("looked in: " + _child.Folder, _first);
#if NETCOREAPP
            StringAssert.Contains(PackageFolder(_child.Folder), _first);
#endif
        }

#if NETCOREAPP
        [Test]
        public void A_library_below_the_assembly_as_a_package_has_it()
        {
            Directory.CreateDirectory(PackageFolder(_child.Folder));
            File.Copy(NativeLibraryFile.Find(), Path.Combine(PackageFolder(_child.Folder), NativeLibraryFile.Name));
            _child.Start("construct");
            Assert.AreEqual("no exception", _child.ReadLine());
        }

        [TestCase(false)]
        [TestCase(true)]
        public void A_plugin_has_the_library_with_it(bool asPackage)
        {
            var plugin = Path.Combine(_child.Folder, "plugin");
            var folder = asPackage ? PackageFolder(plugin) : plugin;
            Directory.CreateDirectory(folder);
            File.Copy(Path.Combine(_child.Folder, "CognitoNative.dll"), Path.Combine(plugin, "CognitoNative.dll"));
            File.Copy(NativeLibraryFile.Find(), Path.Combine(folder, NativeLibraryFile.Name));
            _child.Start("plugin", plugin);
            Assert.AreEqual("no exception", _child.ReadLine());
        }

        private static string PackageFolder(string folder)
        {
            var processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            return Path.Combine(folder, "runtimes", "linux-" + processor, "native");
        }
#else
        // Windows alone loads it from there; that it is looked for is the same everywhere.
        [Test]
        public void A_program_for_any_processor_has_a_folder_for_each()
        {
            var folder = Path.Combine(_child.Folder, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
            Directory.CreateDirectory(folder);
            var library = Path.Combine(folder, NativeLibraryFile.Name);
            File.Copy(NativeLibraryFile.Find(), library);
            using (var file = File.OpenWrite(library))
            {
                file.Position = ElfMachineOffset;
                file.Write(BitConverter.GetBytes(Arm64), 0, 2);
            }
            AssertExplained("The file " + library + " is made for another processor", "Install the library for");
        }

        [Test]
        public void A_library_beside_the_program_goes_before_the_folders()
        {
            var folder = Path.Combine(_child.Folder, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, NativeLibraryFile.Name), string.Empty);
            _child.WithNativeLibrary();
            _child.Start("construct");
            Assert.AreEqual("no exception", _child.ReadLine());
        }
#endif

        [Test]
        public void A_library_that_needs_another_one()
        {
            var needed = Path.Combine(_child.Folder, "libneeded_by_it.so");
            Compile("int needed(void) { return 0; }", needed, string.Empty);
            Compile(
                "int needed(void); int uses(void) { return needed(); }",
                _child.NativeLibrary,
                "-Wl,--no-as-needed -L" + _child.Folder + " -lneeded_by_it");
            File.Delete(needed);
            AssertExplained("the system cannot load it", "`ldd` tells");
#if NETCOREAPP
            StringAssert.Contains("libneeded_by_it.so", _first);
#endif
        }

        [Test]
        public void A_library_for_another_processor()
        {
            _child.WithNativeLibrary();
            using (var file = File.OpenWrite(_child.NativeLibrary))
            {
                file.Position = ElfMachineOffset;
                file.Write(BitConverter.GetBytes(Arm64), 0, sizeof(ushort));
            }
            AssertExplained("is made for another processor", "Install the library for " + RuntimeInformation.ProcessArchitecture);
        }

        [Test]
        public void A_file_that_is_no_library()
        {
            File.WriteAllText(_child.NativeLibrary, "version https://git-lfs.github.com/spec/v1");
            AssertExplained("a pointer of Git LFS", "git lfs pull");
        }

        [Test]
        public void An_empty_file()
        {
            File.WriteAllText(_child.NativeLibrary, string.Empty);
            AssertExplained("the system cannot load it", "Install the library again");
        }

        [Test]
        public void A_directory_in_its_place()
        {
            Directory.CreateDirectory(_child.NativeLibrary);
            AssertExplained("the system cannot load it", "Install the library again");
        }

        [Test]
        public void An_older_library()
        {
            Compile("unsigned cognito_abi_version(void) { return 0; }");
            AssertExplained("has interface version 0", "Update it");
        }

        [Test]
        public void A_newer_library()
        {
            Compile("unsigned cognito_abi_version(void) { return 99; }");
            AssertExplained("has interface version 99", "Update it");
        }

        [Test]
        public void Another_library_of_the_same_name()
        {
            Compile("int something_else(void) { return 0; }");
            AssertExplained("it has no function cognito_abi_version", "Remove it");
        }

        private void AssertExplained(string cause, string remedy)
        {
            _child.Start("construct");
            string first = _first = _child.ReadLine();
            StringAssert.StartsWith("CognitoNativeLibraryException: ", first);
            StringAssert.Contains(RuntimeInformation.OSDescription.Trim(), first, "the platform");
            StringAssert.Contains(NativeLibraryFile.Name, first, "the file");
            StringAssert.Contains(cause, first, "the cause");
            StringAssert.Contains(remedy, first, "what to do");
            Assert.AreEqual(first, _child.ReadLine(), "the second time");
            Assert.AreEqual(first, _child.ReadLine(), "listing profiles");
            Assert.AreEqual("alive", _child.ReadLine());
            Assert.IsTrue(_child.HasEndedWithin(Eventually.TimeoutMs));
            Assert.AreEqual(0, _child.ExitCode);
        }

        private void Compile(string source)
        {
            Compile(source, _child.NativeLibrary, string.Empty);
        }

        private void Compile(string source, string library, string options)
        {
            string file = Path.Combine(_child.Folder, "library.c");
            File.WriteAllText(file, source);
            using (var compiler = Process.Start(
                new ProcessStartInfo("cc", "-shared -o " + library + " " + file + " " + options) { UseShellExecute = false }))
            {
                compiler.WaitForExit();
                Assert.AreEqual(0, compiler.ExitCode, "cc");
            }
        }
    }
}
