using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.AwsSdk;

/// <summary>
/// What a game or a server pays for credentials that are cached, beside a <see cref="Control"/>; and what a thousand who
/// ask at once wait longer than the answer takes. Arguments: endpoint and pool of an emulator.
/// </summary>
internal static class CachedGet
{
    private const int Rounds = 101;
    private const int Calls = 20000;
    private const int Herd = 1000;

    private static void Main(string[] arguments)
    {
        var options = new CognitoCredentialsOptions
        {
            IdentityPoolId = arguments[1], Endpoint = arguments[0], StorageDirectory = ""
        };
        using (var provider = new CognitoAWSCredentials(options))
        {
            var control = new Control(arguments[0], arguments[1]);
            control.GetCredentialsAsync().Wait();
            provider.GetCredentials();
            ImmutableCredentials credentials;
            Show("control: its GetCredentialsAsync", () => control.GetCredentialsAsync());
            Show("TryGetCachedCredentials", () => provider.TryGetCachedCredentials(out credentials));
            Show("GetCachedIdentityId", () => provider.GetCachedIdentityId());
            Show("GetCredentials", () => provider.GetCredentials());
            Show("GetCredentialsAsync", () => provider.GetCredentialsAsync());
            Show("GetCredentialsAsync, waited for", () => provider.GetCredentialsAsync().Wait());
            Show("GetIdentityIdAsync", () => provider.GetIdentityIdAsync());
            var bridge = new CognitoNativeCredentials(provider);
            Show("bridge: GetCredentials", () => bridge.GetCredentials());
            Show("bridge: GetCredentialsAsync", () => bridge.GetCredentialsAsync());
            Show("bridge: GetCredentialsAsync, new flow", () => InANewFlow(bridge).GetAwaiter().GetResult());
            ShowHerd(provider);
        }
    }

    /// <summary>Each awaits; the time is from the first to be answered to the last.</summary>
    private static void ShowHerd(CognitoAWSCredentials provider)
    {
        var milliseconds = new double[Rounds];
        double kilobytes = 0;
        for (int round = 0; round < Rounds; round++)
        {
            provider.ClearCredentials();
            GC.Collect();
            long before = GC.GetTotalMemory(true);
            long first = 0;
            var all = new Task[Herd];
            for (int i = 0; i < Herd; i++)
            {
                all[i] = Await(provider, () => Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0));
            }
            Task.WaitAll(all);
            milliseconds[round] = (Stopwatch.GetTimestamp() - first) * 1000.0 / Stopwatch.Frequency;
            kilobytes = (GC.GetTotalMemory(false) - before) / 1024.0;
        }
        Array.Sort(milliseconds);
        Console.WriteLine("{0} on one flight: {1:0.0} ms beyond the first answer (fastest {2:0.0}, slowest {3:0.0}), {4:0} kB",
            Herd, milliseconds[Rounds / 2], milliseconds[0], milliseconds[Rounds - 1], kilobytes);
    }

    private static async Task Await(CognitoAWSCredentials provider, Action answered)
    {
        await provider.GetCredentialsAsync().ConfigureAwait(false);
        answered();
    }

    /// <summary>What an asynchronous method does to its flow of control does not flow back to its caller.</summary>
    private static async Task InANewFlow(CognitoNativeCredentials bridge)
    {
        await bridge.GetCredentialsAsync().ConfigureAwait(false);
    }

    private static void Show(string name, Action action)
    {
        Repeat(Calls, action);
        var nanoseconds = Enumerable.Range(0, Rounds).Select(round => Nanoseconds(Calls, action)).OrderBy(one => one).ToArray();
        Console.WriteLine(
            "{0,-34} {1,8:0.0} ns (fastest {2:0.0}, slowest {3:0.0}), {4:0} bytes allocated",
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
