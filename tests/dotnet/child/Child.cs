using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
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

    private const int LimitOfThreads = 6;
    private const uint Nobody = 65534;
    private const string NoPool = "us-east-1:00000000-0000-0000-0000-000000000000";

    private static readonly List<CognitoAWSCredentials> Kept = new List<CognitoAWSCredentials>();

    private static int Main(string[] arguments)
    {
        switch (arguments[0])
        {
            case "construct":
                Construct();
                return 0;
#if NETCOREAPP
            case "plugin":
                Attempt(() => ConstructInPlugin(arguments[1]));
                return 0;
#endif
            case "refused-threads":
                RefuseThreads();
                return 0;
            case "sign-out":
                SignOut(arguments[1], arguments[2], arguments[3]);
                break;
            case "exit-while-storing":
                ExitWhileStoring(arguments[1], arguments[2]);
                break;
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

#if NETCOREAPP
    // In a load context that knows nothing of native libraries.
    private static void ConstructInPlugin(string folder)
    {
        var context = new System.Runtime.Loader.AssemblyLoadContext("plugin", true);
        var library = context.LoadFromAssemblyPath(System.IO.Path.Combine(folder, "CognitoNative.dll"));
        var list = library.GetType("CognitoNative.CognitoProfiles").GetMethod("List");
        var options = Activator.CreateInstance(library.GetType("CognitoNative.CognitoCredentialsOptions"));
        options.GetType().GetProperty("IdentityPoolId").SetValue(options, NoPool);
        list.Invoke(null, new[] { options });
    }
#endif

    // The limit counts the threads of a user, and does not bind the super-user.
    private static void RefuseThreads()
    {
        Attempt(() => Keep(null, NoPool).Dispose());
        if (getuid() == 0 && (setgid(Nobody) != 0 || setuid(Nobody) != 0))
        {
            throw new InvalidOperationException("still root");
        }
        Limit limit;
        getrlimit(LimitOfThreads, out limit);
        var none = new Limit { Current = (UIntPtr)1, Max = limit.Max };
        setrlimit(LimitOfThreads, ref none);
        Attempt(() => Keep(null, NoPool));
        Attempt(() => Keep(null, NoPool));
        setrlimit(LimitOfThreads, ref limit);
        Attempt(() => Keep(null, NoPool));
        Console.WriteLine("alive");
    }

    // Signed in, signed out, and then it waits for whatever ends it.
    private static void SignOut(string endpoint, string pool, string directory)
    {
        var provider = new CognitoAWSCredentials(
            new CognitoCredentialsOptions { IdentityPoolId = pool, Endpoint = endpoint, StorageDirectory = directory });
        Kept.Add(provider);
        provider.GetIdentityIdAsync().Wait();
        Console.WriteLine("signed in");
        Console.ReadLine();
        provider.SignOut();
        Console.WriteLine("signed out");
    }

    // The thread that would have to be waited for is inside the host's own storage.
    private static void ExitWhileStoring(string endpoint, string pool)
    {
        var storage = new StuckStorage();
        var provider = new CognitoAWSCredentials(
            new CognitoCredentialsOptions { IdentityPoolId = pool, Endpoint = endpoint, Storage = storage });
        Kept.Add(provider);
        provider.GetIdentityIdAsync();
        storage.Saving.WaitOne();
        Leave();
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

    [DllImport("libc")]
    private static extern uint getuid();

    [DllImport("libc")]
    private static extern int setgid(uint id);

    [DllImport("libc")]
    private static extern int setuid(uint id);

    [DllImport("libc")]
    private static extern int getrlimit(int resource, out Limit limit);

    [DllImport("libc")]
    private static extern int setrlimit(int resource, ref Limit limit);

    private struct Limit
    {
        internal UIntPtr Current, Max;
    }

    private sealed class StuckStorage : CognitoStorage
    {
        internal readonly ManualResetEvent Saving = new ManualResetEvent(false);

        protected override string Load(string key)
        {
            return null;
        }

        protected override void Save(string key, string value)
        {
            Saving.Set();
            new ManualResetEvent(false).WaitOne();
        }

        protected override void Remove(string key)
        {
        }
    }
}
