// caught: import: ... has its result or error number translated
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native", SetLastError = true)]
        internal static extern int start();
    }
}
