// caught: import: ... takes System.Int32& number
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(out int number);
    }
}
