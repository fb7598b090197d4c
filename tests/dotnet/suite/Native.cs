using System.Runtime.InteropServices;

namespace CognitoNative.Tests
{
    /// <summary>The environment as native code sees it: SetEnvironmentVariable changes a copy of .NET's own.</summary>
    internal static class Native
    {
        internal static string GetEnvironment(string name)
        {
            return Marshal.PtrToStringAnsi(getenv(name));
        }

        internal static void SetEnvironment(string name, string value)
        {
            setenv(name, value, 1);
        }

        [DllImport("libc")]
        private static extern System.IntPtr getenv(string name);

        [DllImport("libc")]
        private static extern int setenv(string name, string value, int overwrite);
    }
}
