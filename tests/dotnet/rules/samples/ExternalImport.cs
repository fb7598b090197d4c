// caught: import: ... is not in CognitoNative.NativeMethods
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class Elsewhere
    {
        [DllImport("native")]
        internal static extern int start();
    }
}
