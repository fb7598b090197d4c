// caught: callback: ... can throw into native code
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
        catch (System.ArgumentException)
        {
        }
    }
}
