using System;
using System.Diagnostics;
using System.Linq;
using CognitoNative;

/// <summary>
/// What a game pays for credentials that are cached: TryGetCachedCredentials, say once a frame, and an awaited
/// GetCredentialsAsync. Arguments: endpoint and pool of an emulator.
/// </summary>
internal static class CachedGet
{
    private const int Rounds = 9;
    private const int Cached = 200000;
    private const int Awaited = 5000;

    private static void Main(string[] arguments)
    {
        var options = new CognitoCredentialsOptions
        {
            IdentityPoolId = arguments[1], Endpoint = arguments[0], StorageDirectory = ""
        };
        using (var provider = new CognitoAWSCredentials(options))
        {
            provider.GetCredentials();
            ImmutableCredentials credentials;
            Show("TryGetCachedCredentials", Cached, () => provider.TryGetCachedCredentials(out credentials));
            Show("GetCachedIdentityId", Cached, () => provider.GetCachedIdentityId());
            Show("GetCredentialsAsync, waited for", Awaited, () => provider.GetCredentialsAsync().Wait());
            Show("GetCredentials, blocking", Awaited, () => provider.GetCredentials());
        }
    }

    private static void Show(string name, int count, Action action)
    {
        Repeat(count, action);
        var nanoseconds = Enumerable.Range(0, Rounds).Select(round => Nanoseconds(count, action)).OrderBy(one => one).ToArray();
        Console.WriteLine(
            "{0,-34} {1,8:0} ns (fastest {2:0}, slowest {3:0}), {4:0} bytes allocated",
            name, nanoseconds[Rounds / 2], nanoseconds[0], nanoseconds[Rounds - 1], Bytes(action));
    }

    private static double Nanoseconds(int count, Action action)
    {
        var watch = Stopwatch.StartNew();
        Repeat(count, action);
        return watch.Elapsed.TotalMilliseconds * 1e6 / count;
    }

    private static double Bytes(Action action)
    {
        // Few enough for no collection in between, many enough for the runtimes to count at all.
        const int Count = 2000;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int collections = GC.CollectionCount(0);
        long before = GC.GetTotalMemory(false);
        Repeat(Count, action);
        long after = GC.GetTotalMemory(false);
        return GC.CollectionCount(0) == collections ? Math.Max(0, (after - before) / (double)Count) : double.NaN;
    }

    private static void Repeat(int count, Action action)
    {
        for (int i = 0; i < count; i++)
        {
            action();
        }
    }
}
