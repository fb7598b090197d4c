// caught: import: ... takes System.Action action
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(System.Action action);
    }
}
