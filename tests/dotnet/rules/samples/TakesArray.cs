// caught: import: ... takes System.Byte[] bytes
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(byte[] bytes);
    }
}
