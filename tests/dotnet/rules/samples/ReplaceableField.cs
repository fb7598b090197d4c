// caught: callback: ... no static readonly field
internal static unsafe class Callbacks
{
    internal static DoneFunction Done = OnDone;

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
