// caught: reflection: ... System.Type::GetType
internal static class Sample
{
    internal static object Run(object value)
    {
        return System.Type.GetType("Sample");
    }
}
