using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;

/// <summary>
/// Runs NUnit 2.6 tests where nunit-console does not run: on .NET 8. It knows the attributes in
/// <see cref="Known"/>, and refuses an assembly that has any other, rather than running its tests differently.
/// </summary>
internal static class Runner
{
    private const int TestTimeoutMs = 120000;
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Type[] Known =
    {
        typeof(TestFixtureAttribute), typeof(TestFixtureSetUpAttribute), typeof(TestFixtureTearDownAttribute),
        typeof(SetUpAttribute), typeof(TearDownAttribute), typeof(TestAttribute), typeof(TestCaseAttribute),
        typeof(TestCaseSourceAttribute), typeof(ExplicitAttribute), typeof(IgnoreAttribute), typeof(CategoryAttribute)
    };

    private static int _passed;
    private static int _failed;
    private static int _skipped;

    // The assembly with the tests, and what of the fixtures: those whose names contain one of these texts; none: all.
    private static int Main(string[] arguments)
    {
        string[] chosen = arguments.Skip(1).ToArray();
        Type[] fixtures = Assembly.LoadFrom(arguments[0]).GetTypes().Where(Has<TestFixtureAttribute>).ToArray();
        fixtures.ToList().ForEach(RefuseUnknown);
        foreach (Type fixture in fixtures.OrderBy(one => one.FullName, StringComparer.Ordinal)
            .Where(one => chosen.Length == 0 || chosen.Any(one.FullName.Contains)))
        {
            RunFixture(fixture);
        }
        Console.WriteLine(_passed + " passed, " + _failed + " failed");
        if (_skipped > 0)
        {
            Console.WriteLine("ignored: " + _skipped);
        }
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }

    private static void RunFixture(Type type)
    {
        var tests = type.GetMethods(Members)
            .Where(one => Cases(one) != null)
            .OrderBy(one => one.Name, StringComparer.Ordinal)
            .ToList();
        if (Has<ExplicitAttribute>(type) || Has<IgnoreAttribute>(type))
        {
            _skipped += tests.Count;
            return;
        }
        if (tests.Count == 0)
        {
            return;
        }
        object fixture = null;
        bool isReady = Attempt(type.FullName + " (set-up of the fixture)", () =>
        {
            fixture = Activator.CreateInstance(type, true);
            CallAll<TestFixtureSetUpAttribute>(fixture);
        });
        foreach (MethodInfo test in isReady ? tests : new List<MethodInfo>())
        {
            RunTest(fixture, test);
        }
        if (isReady)
        {
            Attempt(type.FullName + " (tear-down of the fixture)", () => CallAll<TestFixtureTearDownAttribute>(fixture));
            (fixture as IDisposable)?.Dispose();
        }
    }

    private static void RunTest(object fixture, MethodInfo test)
    {
        if (Has<ExplicitAttribute>(test) || Has<IgnoreAttribute>(test))
        {
            _skipped++;
            return;
        }
        foreach (TestCaseData one in Cases(test))
        {
            string name = fixture.GetType().FullName + "." + test.Name + Written(one.Arguments);
            int failedBefore = _failed;
            Stopwatch watch = Stopwatch.StartNew();
            bool isGood = Attempt(name, () =>
            {
                CallAll<SetUpAttribute>(fixture);
                object result = Call(fixture, test, one.Arguments);
                if (one.HasExpectedResult)
                {
                    Assert.AreEqual(one.Result, result);
                }
            });
            isGood &= Attempt(name + " (tear-down)", () => CallAll<TearDownAttribute>(fixture));
            _passed += isGood ? 1 : 0;
            // One test fails once.
            _failed = Math.Min(_failed, failedBefore + 1);
            Console.WriteLine((isGood ? "passed " : "not passed ") + name + " " + watch.ElapsedMilliseconds + " ms");
        }
    }

    private static bool Attempt(string name, Action action)
    {
        // On a thread of its own, so that a test that hangs is named and does not hang the run.
        Task task = Task.Run(action);
        try
        {
            if (task.Wait(TestTimeoutMs))
            {
                return true;
            }
            Console.WriteLine("FAILED " + name + ": no end after " + TestTimeoutMs + " ms; the run ends here");
            Environment.Exit(1);
        }
        catch (AggregateException exception)
        {
            Exception cause = exception.InnerException;
            while (cause is TargetInvocationException && cause.InnerException != null)
            {
                cause = cause.InnerException;
            }
            if (cause is SuccessException)
            {
                return true;
            }
            if (cause is IgnoreException || cause is InconclusiveException)
            {
                Console.WriteLine("ignored " + name + ": " + cause.Message);
                _skipped++;
                return false;
            }
            Console.WriteLine("FAILED " + name + ": " + cause);
        }
        _failed++;
        return false;
    }

    private static object Call(object fixture, MethodInfo method, object[] arguments)
    {
        object result = method.Invoke(method.IsStatic ? null : fixture, arguments);
        if (!(result is Task task))
        {
            return result;
        }
        task.GetAwaiter().GetResult();
        return method.ReturnType.IsGenericType ? method.ReturnType.GetProperty("Result").GetValue(task) : null;
    }

    // Base classes first for set-up, last for tear-down, as NUnit does it.
    private static void CallAll<T>(object fixture)
    {
        var chain = new List<Type>();
        for (Type type = fixture.GetType(); type != null; type = type.BaseType)
        {
            chain.Insert(typeof(T).Name.Contains("TearDown") ? chain.Count : 0, type);
        }
        foreach (MethodInfo method in chain.SelectMany(one => one.GetMethods(Members | BindingFlags.DeclaredOnly)))
        {
            if (method.IsDefined(typeof(T), false))
            {
                Call(fixture, method, new object[0]);
            }
        }
    }

    // Null when this is no test.
    private static List<TestCaseData> Cases(MethodInfo method)
    {
        var cases = Attributes<TestCaseAttribute>(method)
            .Select(one => one.HasExpectedResult
                ? new TestCaseData(one.Arguments).Returns(one.ExpectedResult)
                : new TestCaseData(one.Arguments))
            .ToList();
        foreach (TestCaseSourceAttribute source in Attributes<TestCaseSourceAttribute>(method))
        {
            cases.AddRange(Sourced(source, method));
        }
        if (cases.Count == 0 && Has<TestAttribute>(method))
        {
            cases.Add(new TestCaseData(new object[0]));
        }
        return cases.Count > 0 || Has<TestCaseSourceAttribute>(method) ? cases : null;
    }

    private static IEnumerable<TestCaseData> Sourced(TestCaseSourceAttribute source, MethodInfo method)
    {
        Type type = source.SourceType ?? method.DeclaringType;
        MemberInfo member = type.GetMember(source.SourceName, Members).Single();
        object owner = Activator.CreateInstance(type, true);
        object items = member is FieldInfo field ? field.GetValue(owner)
            : member is PropertyInfo property ? property.GetValue(owner, null)
            : ((MethodInfo)member).Invoke(owner, null);
        return ((System.Collections.IEnumerable)items).Cast<object>()
            .Select(one => one as TestCaseData ?? new TestCaseData(one as object[] ?? new[] { one }));
    }

    private static string Written(object[] arguments)
    {
        return arguments.Length == 0 ? "" : "(" + string.Join(", ", arguments.Select(one => one ?? "null")) + ")";
    }

    private static void RefuseUnknown(Type fixture)
    {
        foreach (MemberInfo member in fixture.GetMembers(Members).Concat(new MemberInfo[] { fixture }))
        {
            var attributes = member.GetCustomAttributes(true).ToList();
            if (member is MethodInfo method)
            {
                attributes.AddRange(method.GetParameters().SelectMany(one => one.GetCustomAttributes(true)));
            }
            object unknown = attributes.FirstOrDefault(one =>
                one.GetType().Namespace == "NUnit.Framework" && !Known.Contains(one.GetType()));
            if (unknown != null)
            {
                throw new NotSupportedException(fixture + "." + member.Name + ": the runner in tests/dotnet/runner does not "
                    + "know " + unknown.GetType().Name + "; use another attribute, or teach it");
            }
        }
    }

    private static bool Has<T>(MemberInfo member)
    {
        return member.IsDefined(typeof(T), true);
    }

    private static IEnumerable<T> Attributes<T>(MemberInfo member)
    {
        return member.GetCustomAttributes(typeof(T), true).Cast<T>();
    }
}
