// caught: callback: ... no static method
internal static unsafe class Callbacks
{
    internal static readonly DoneFunction Done = Other<int>.OnDone;

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

internal static unsafe class Other<T>
{
    internal static void OnDone(void* userData)
    {
    }
}
