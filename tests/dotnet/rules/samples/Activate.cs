// caught: reflection: ... System.Activator
internal static class Sample
{
    internal static object Run(object value)
    {
        return System.Activator.CreateInstance(value.GetType());
    }
}
