// caught: import: ... takes System.Int32 flag
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start([MarshalAs(UnmanagedType.Bool)] int flag);
    }
}
