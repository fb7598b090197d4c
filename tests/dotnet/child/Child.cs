using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;

/// <summary>
/// A program of a process of its own, for what ends a process or depends on the files beside it. The first argument says
/// what it does, see <see cref="Main"/>; its endings and what it prints are what the tests look at.
/// </summary>
internal static class Child
{
    internal const int ExitCode = 7;

    private const string NoPool = "us-east-1:00000000-0000-0000-0000-000000000000";

    private static readonly List<CognitoAWSCredentials> Kept = new List<CognitoAWSCredentials>();

    private static int Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "construct":
                Construct();
                return 0;
            case "return":
                BeginRequests(arguments[1]);
                return 0;
            case "exit":
                BeginRequests(arguments[1]);
                Environment.Exit(0);
                return 1;
            case "exit-in-callback":
                Keep(arguments[1], arguments[2]).GetIdentityIdAsync(delegate { Leave(); });
                break;
            case "exit-in-handler":
                var provider = Keep(arguments[1], arguments[2]);
                provider.IdentityChangedEvent += delegate { Leave(); };
                provider.GetIdentityIdAsync();
                break;
            case "exit-in-login-source":
                var asking = Keep(arguments[1], arguments[2]);
                asking.LoginSource = (names, cancellation) =>
                {
                    Leave();
                    return Task.FromResult(CognitoLogins.None);
                };
                asking.GetIdentityIdAsync();
                break;
            default:
                return 2;
        }
        new ManualResetEvent(false).WaitOne();
        return 3;
    }

    // Twice: what went wrong once must not be something else later.
    private static void Construct()
    {
        for (int i = 0; i < 2; i++)
        {
            Attempt(() => Keep(null, NoPool));
        }
        Attempt(() => CognitoProfiles.List(new CognitoCredentialsOptions { IdentityPoolId = NoPool }));
        CognitoLog.Message += delegate { };
        CognitoLog.Level = CognitoLogLevel.Debug;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine("alive");
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
            Console.WriteLine("no exception");
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.GetType().Name + ": " + exception.Message.Replace("\n", " "));
        }
    }

    // Of every kind, to a server that never answers; the parent says when all of them have arrived there.
    private static void BeginRequests(string endpoint)
    {
        var provider = Keep(endpoint, NoPool);
        provider.RefreshFailed += delegate { };
        provider.GetCredentialsAsync();
        provider.GetIdentityIdAsync(delegate { });
        var blocked = Keep(endpoint, NoPool);
        new Thread(() => Block(blocked)) { IsBackground = true }.Start();
        var asking = Keep(endpoint, NoPool);
        var isAsked = new ManualResetEvent(false);
        asking.LoginSource = (names, cancellation) =>
        {
            isAsked.Set();
            return new TaskCompletionSource<CognitoLogins>().Task;
        };
        asking.GetIdentityIdAsync();
        isAsked.WaitOne();
        Console.ReadLine();
        Console.WriteLine("leaving");
    }

    private static void Block(CognitoAWSCredentials provider)
    {
        try
        {
            provider.GetIdentityId();
        }
        catch (OperationCanceledException)
        {
            // What the end of the process ends it with, for as long as this thread lives.
        }
    }

    private static void Leave()
    {
        Console.WriteLine("leaving");
        Environment.Exit(ExitCode);
    }

    private static CognitoAWSCredentials Keep(string endpoint, string pool)
    {
        var provider = new CognitoAWSCredentials(
            new CognitoCredentialsOptions { IdentityPoolId = pool, Endpoint = endpoint, StorageDirectory = "" });
        Kept.Add(provider);
        return provider;
    }
}
