using System;
using System.Globalization;

namespace CognitoNative
{
    /// <summary>
    /// Is the native library there, made for this processor, and of this version? Answered before anything else is called,
    /// in words that say what to do.
    /// </summary>
    internal static class NativeLibraryCheck
    {
        private static volatile bool isDone;

        /// <exception cref="CognitoNativeLibraryException">It is missing or the wrong one.</exception>
        internal static void Require()
        {
            if (isDone)
            {
                return;
            }
#if !UNITY_5_3_OR_NEWER
            if (NativeLibraryFile.IsInBrowser)
            {
                throw new PlatformNotSupportedException(
                    "CognitoNative runs in a browser as a part of Unity's WebGL builds only: .NET has no thread there to "
                    + "dispatch on. Get the credentials from your backend, or with the AWS SDK for JavaScript.");
            }
#endif
#if NETCOREAPP
            NativeLibraryResolver.Install();
#elif !UNITY_5_3_OR_NEWER
            WindowsLibrary.Load();
#endif
            var version = Load();
            if (version != NativeMethods.COGNITO_ABI_VERSION)
            {
                throw new CognitoNativeLibraryException(WrongVersion(version), null);
            }
            isDone = true;
        }

        private static uint Load()
        {
            try
            {
                return NativeMethods.cognito_abi_version();
            }
            catch (DllNotFoundException exception)
            {
                throw new CognitoNativeLibraryException(Missing(exception.Message), exception);
            }
            catch (BadImageFormatException exception)
            {
                throw new CognitoNativeLibraryException(
                    NativeLibraryFile.WrongProcessor("The file " + NativeLibraryFile.Name), exception);
            }
            catch (EntryPointNotFoundException exception)
            {
                throw new CognitoNativeLibraryException(
                    "A library named " + NativeLibraryFile.Name + " was loaded on " + NativeLibraryFile.Platform
                    + ", but it is not the one of CognitoNative, or an early one: it has no function cognito_abi_version. "
                    + "Remove it, and install the library that belongs to these classes.",
                    exception);
            }
        }

        private static string Missing(string complaint)
        {
            var found = NativeLibraryFile.Find();
            if (found != null && NativeLibraryFile.IsPointerOfGit(found))
            {
                return "The file " + found + ", for " + NativeLibraryFile.Platform + ", is not the library but a pointer of Git "
                    + "LFS to it: fetch it with `git lfs pull`, or take the released package.";
            }
            if (found != null && NativeLibraryFile.IsForAnotherProcessor(found))
            {
                return NativeLibraryFile.WrongProcessor("The file " + found);
            }
            if (found != null)
            {
                return "The file " + found + " is there, but the system cannot load it on " + NativeLibraryFile.Platform
                    + ". Most likely it is damaged, is made for another system, or needs a newer one (on Linux, a newer glibc: "
                    + "`ldd` tells). " + NativeLibraryFile.LibcMismatch(found) + Reason(complaint, found)
                    + "Install the library again.";
            }
            return "The native library " + NativeLibraryFile.Name + " was not found on " + NativeLibraryFile.Platform
                + "; looked in: " + string.Join(", ", NativeLibraryFile.Directories().ToArray()) + ". "
                + NativeLibraryFile.WhereItBelongs;
        }

        /// <summary>
        /// Of what .NET tells of each place it tried, the line on the file that is there, or on another library that it
        /// needs; empty when there is no such line, as on Mono.
        /// </summary>
        private static string Reason(string complaint, string path)
        {
            foreach (var line in complaint.Split('\n'))
            {
                var isOfFile = line.StartsWith(path + ":", StringComparison.Ordinal);
                if (isOfFile || line.Contains(": cannot open shared object file") && !line.Contains("cognito_native"))
                {
                    return "The system says: " + line.Trim().TrimEnd('.') + ". ";
                }
            }
            return string.Empty;
        }

        private static string WrongVersion(uint version)
        {
            var isOlder = version < NativeMethods.COGNITO_ABI_VERSION;
            return string.Format(
                CultureInfo.InvariantCulture,
                "The native library {0}, loaded on {1}, has interface version {2}, these C# classes need {3}: the {4} is older. "
                + "Update it, so that both come from one release. {5}",
                NativeLibraryFile.Name,
                NativeLibraryFile.Platform,
                version,
                NativeMethods.COGNITO_ABI_VERSION,
                isOlder ? "native library" : "C# part",
                "The Unity editor keeps a loaded library until it is restarted.");
        }
    }
}
