// caught: reflection: ... Microsoft.CSharp.RuntimeBinder.Binder
internal static class Sample
{
    internal static object Run(object value)
    {
        return ((dynamic)value).Name;
    }
}
