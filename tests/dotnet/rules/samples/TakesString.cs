// caught: import: ... takes System.String text
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(string text);
    }
}
