// caught: callback: ... has no MonoPInvokeCallbackAttribute
internal static unsafe class Callbacks
{
    internal static readonly DoneFunction Done = OnDone;

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
