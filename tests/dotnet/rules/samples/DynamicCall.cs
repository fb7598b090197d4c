// caught: reflection: ... System.Delegate::DynamicInvoke
internal static class Sample
{
    internal static object Run(object value)
    {
        return ((System.Action)value).DynamicInvoke();
    }
}
