// caught: callback: ... is marked for another type
internal static unsafe class Callbacks
{
    internal static readonly DoneFunction Done = OnDone;

    [MonoPInvokeCallback(typeof(System.Action))]
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
