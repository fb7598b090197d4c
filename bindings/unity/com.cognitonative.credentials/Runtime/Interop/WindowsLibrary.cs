#if !NETCOREAPP && !UNITY_5_3_OR_NEWER
using System;
using System.IO;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>
    /// .NET Framework looks for a library beside the program, and a program for AnyCPU learns its processor when it is started:
    /// the NuGet package puts one library for each into folders. One of them is loaded here, by its path; the runtime, which
    /// asks for it by its name, then gets that one.
    /// </summary>
    internal static unsafe class WindowsLibrary
    {
        /// <summary>Does nothing where there is no such folder, or a library beside the program, which goes before.</summary>
        internal static void Load()
        {
            var found = NativeLibraryFile.Find();
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) || found == null || !IsInFolderOfProcessor(found))
            {
                return;
            }
            fixed (char* path = found)
            {
                // The result says no more than the import, which fails next, and is explained.
                LoadLibraryW(path);
            }
        }

        private static bool IsInFolderOfProcessor(string path)
        {
            return Path.GetFileName(Path.GetDirectoryName(path)) == NativeLibraryFile.FolderOfProcessor;
        }

        [DllImport("kernel32", ExactSpelling = true)]
        private static extern IntPtr LoadLibraryW(char* path);
    }
}
#endif
