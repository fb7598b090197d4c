#if NETCOREAPP
using System;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>
    /// Finds the library where a NuGet package puts it, below this assembly, when the runtime does not: a plugin that was
    /// published with its folders, in a load context that does not know of them. The runtime's own search comes first.
    /// </summary>
    internal static class NativeLibraryResolver
    {
        private static readonly object Gate = new object();
        private static bool isInstalled;

        /// <summary>Any thread; a second time does nothing.</summary>
        internal static void Install()
        {
            lock (Gate)
            {
                if (isInstalled)
                {
                    return;
                }
                isInstalled = true;
                try
                {
                    NativeLibrary.SetDllImportResolver(typeof(NativeLibraryResolver).Assembly, Resolve);
                }
                catch (InvalidOperationException)
                {
                    // The host has set one for this assembly, which knows better.
                }
            }
        }

        private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
        {
            IntPtr found;
            if (NativeLibrary.TryLoad(name, assembly, searchPath, out found))
            {
                return found;
            }
            var path = Path.Combine(NativeLibraryFile.PackageDirectory(), NativeLibraryFile.Name);
            // Zero: the runtime searches once more, and throws what it has against what it finds.
            return File.Exists(path) && NativeLibrary.TryLoad(path, out found) ? found : IntPtr.Zero;
        }
    }
}
#endif
