// caught: import: ... takes CognitoNative.Named named
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(Named named);
    }

    internal struct Named
    {
        internal string Name;
    }
}
