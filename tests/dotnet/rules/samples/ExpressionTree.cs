// caught: reflection: ... System.Linq.Expressions.Expression
internal static class Sample
{
    internal static object Run(object value)
    {
        System.Linq.Expressions.Expression<System.Func<int, int>> twice = one => one + one;
        return twice.Compile();
    }
}
