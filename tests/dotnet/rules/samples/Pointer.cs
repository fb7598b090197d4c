// caught: callback: ... makes a pointer from a delegate
internal static class Sample
{
    internal static object Run(object value)
    {
        return System.Runtime.InteropServices.Marshal.GetFunctionPointerForDelegate((System.Action)value);
    }
}
