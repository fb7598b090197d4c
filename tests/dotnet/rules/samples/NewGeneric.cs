// caught: reflection: ... System.Activator
internal static class Sample
{
    internal static T Run<T>() where T : new()
    {
        return new T();
    }
}
