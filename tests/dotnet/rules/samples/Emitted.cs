// caught: reflection: ... System.Reflection.Emit.DynamicMethod
internal static class Sample
{
    internal static object Run(object value)
    {
        return new System.Reflection.Emit.DynamicMethod("Run", typeof(void), null);
    }
}
