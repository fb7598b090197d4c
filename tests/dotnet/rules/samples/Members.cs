// caught: reflection: ... System.Reflection.MethodInfo
internal static class Sample
{
    internal static object Run(object value)
    {
        return value.GetType().GetMethod("ToString") == null;
    }
}
