// caught: nothing
using System;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    internal struct Pair
    {
        internal int First;
        internal IntPtr Second;
    }

    internal static unsafe class NativeMethods
    {
        [DllImport("native")]
        internal static extern int start(byte* text, Pair pair, DoneFunction done, UIntPtr size, double* result);
    }
}

internal static unsafe class Callbacks
{
    internal static readonly DoneFunction Done = OnDone;

    [MonoPInvokeCallback(typeof(DoneFunction))]
    private static void OnDone(void* userData)
    {
        try
        {
            System.GC.KeepAlive(null);
        }
        catch (System.Exception)
        {
        }
    }
}

internal sealed class Indexed
{
    internal Type this[int index]
    {
        get { return typeof(Indexed); }
    }
}
