// caught: callback: ... no static method
internal static unsafe class Callbacks
{
    internal static readonly DoneFunction Done = new Other().OnDone;

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

internal unsafe class Other
{
    internal void OnDone(void* userData)
    {
    }
}
