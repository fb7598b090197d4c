// caught: import: ... takes System.Boolean flag
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(bool flag);
    }
}
