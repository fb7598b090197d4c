using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;

/// <summary>
/// A host's plugin, in a load context of its own together with the library. Each way uses the library, and returns in the
/// state that it is named after.
/// </summary>
public static class Plugin
{
    private const string Game = "login.game.example";

    private static readonly List<object> Kept = new List<object>();
    private static string endpoint, pool;
    private static Action unload;
    private static CountdownEvent threads;

    private static readonly Dictionary<string, Action> Ways = new Dictionary<string, Action>
    {
        { "never used", () => { } },
        { "refused", Refused },
        { "disposed at once", () => Create().Dispose() },
        { "disposed after an answer", () => Answered().Dispose() },
        { "kept", () => Kept.Add(Answered()) },
        { "forgotten", () => Answered() },
        { "under way", () => Kept.Add(UnderWay()) },
        { "under way and forgotten", () => UnderWay() },
        { "under way with a callback", () => UnderWay().GetIdentityIdAsync(result => Kept.Add(result)) },
        { "events", Events },
        { "source", () => AskSource(Task.FromResult(new CognitoLogins { { Game, "ann" } })) },
        { "source that throws", () => Ask(WithSource((names, token) => { throw new FormatException("mine"); })) },
        { "source that never ends", SilentSource },
        { "storage", () => Ask(Create(new Memory())) },
        { "storage under way", () => Kept.Add(Create(new Memory()).RefreshAsync()) },
        { "profiles", () => CognitoProfiles.Delete(Options(new Memory()), "ann") },
        { "log", Log },
        { "handler that throws", Throw },
        { "synchronization context", InContext },
        { "blocking call", Block }
    };

    private static readonly Dictionary<string, Action> UnloadingWays = new Dictionary<string, Action>
    {
        { "inside a callback", () => Create().GetIdentityIdAsync(result => unload()) },
        { "inside a continuation", () => Create().GetIdentityIdAsync().ContinueWith(task => unload()) },
        { "inside a event", () => UnloadInEvent(Create()) },
        { "inside a source", () => WithSource((names, token) => UnloadInSource()).GetIdentityIdAsync() },
        { "inside a cancelled source", UnloadInCancellation },
        { "inside a storage", () => Create(new Memory { Saving = () => unload() }).GetIdentityIdAsync() },
        { "inside a log", UnloadInLog }
    };

    /// <summary>Those after which the host unloads the context.</summary>
    public static string[] AllWays
    {
        get { return new List<string>(Ways.Keys).ToArray(); }
    }

    /// <summary>Those that unload it themselves, from inside a handler.</summary>
    public static string[] AllUnloadingWays
    {
        get { return new List<string>(UnloadingWays.Keys).ToArray(); }
    }

    /// <param name="way">One of the above.</param>
    /// <param name="emulator">Its endpoint.</param>
    /// <param name="identityPool">Its pool.</param>
    /// <param name="unloadContext">Unloads the context that this is in.</param>
    /// <param name="ownThreads">Counts the plugin's own threads, which the host waits for.</param>
    public static void Use(
        string way, string emulator, string identityPool, Action unloadContext, CountdownEvent ownThreads)
    {
        threads = ownThreads;
        endpoint = emulator;
        pool = identityPool;
        unload = unloadContext;
        CognitoLog.UnhandledException += exception => Kept.Add(exception);
        Action use;
        (Ways.TryGetValue(way, out use) ? use : UnloadingWays[way])();
    }

    private static CognitoCredentialsOptions Options(CognitoStorage storage = null)
    {
        return new CognitoCredentialsOptions
        {
            IdentityPoolId = pool, Endpoint = endpoint, StorageDirectory = storage == null ? "" : null, Storage = storage
        };
    }

    private static CognitoAWSCredentials Create(CognitoStorage storage = null)
    {
        return new CognitoAWSCredentials(Options(storage));
    }

    private static CognitoAWSCredentials WithSource(CognitoLoginSource source)
    {
        var provider = Create();
        provider.LoginSource = source;
        return provider;
    }

    private static CognitoAWSCredentials Ask(CognitoAWSCredentials provider)
    {
        Try(() => provider.GetCredentialsAsync().Wait());
        return provider;
    }

    private static CognitoAWSCredentials Answered()
    {
        return Ask(Create());
    }

    /// <summary>To a port where nobody listens: tried for some seconds.</summary>
    private static CognitoAWSCredentials UnderWay()
    {
        endpoint = "http://127.0.0.1:1/";
        var provider = Create();
        provider.GetCredentialsAsync();
        return provider;
    }

    private static void Refused()
    {
        pool = "no pool";
        Try(() => Create());
    }

    private static void Events()
    {
        var provider = Create();
        var refreshed = new ManualResetEventSlim();
        provider.IdentityChangedEvent += delegate { Kept.Add(provider); };
        provider.CredentialsRefreshed += delegate { refreshed.Set(); };
        Ask(provider);
        refreshed.Wait();
    }

    private static void AskSource(Task<CognitoLogins> answer)
    {
        Kept.Add(Ask(WithSource((names, token) => answer)));
    }

    private static void SilentSource()
    {
        var asked = new ManualResetEventSlim();
        var provider = WithSource((names, token) =>
        {
            asked.Set();
            return new TaskCompletionSource<CognitoLogins>().Task;
        });
        provider.GetIdentityIdAsync();
        asked.Wait();
    }

    private static void Log()
    {
        var told = new ManualResetEventSlim();
        CognitoLog.Message += (level, text) => told.Set();
        CognitoLog.Level = CognitoLogLevel.Debug;
        Kept.Add(Answered());
        told.Wait();
    }

    private static void Throw()
    {
        var thrown = new ManualResetEventSlim();
        CognitoLog.UnhandledException += exception => thrown.Set();
        Create().GetIdentityIdAsync(result => { throw new FormatException("mine"); });
        thrown.Wait();
    }

    /// <summary>Of a window that is there no more: what is posted to it is lost.</summary>
    private static void InContext()
    {
        SynchronizationContext before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Lost());
        var provider = Create();
        SynchronizationContext.SetSynchronizationContext(before);
        provider.CredentialsRefreshed += delegate { Kept.Add(provider); };
        Ask(provider);
    }

    private static void Block()
    {
        threads.AddCount();
        var provider = UnderWay();
        new Thread(() =>
        {
            Try(() => provider.GetCredentials());
            threads.Signal();
        }).Start();
    }

    private static void UnloadInEvent(CognitoAWSCredentials provider)
    {
        provider.IdentityChangedEvent += delegate { unload(); };
        provider.GetIdentityIdAsync();
    }

    private static Task<CognitoLogins> UnloadInSource()
    {
        unload();
        return Task.FromResult(CognitoLogins.None);
    }

    private static void UnloadInCancellation()
    {
        var provider = WithSource((names, token) =>
        {
            token.Register(() => unload());
            return new TaskCompletionSource<CognitoLogins>().Task;
        });
        var asked = new ManualResetEventSlim();
        CognitoLoginSource silent = provider.LoginSource;
        provider.LoginSource = (names, token) =>
        {
            var answer = silent(names, token);
            asked.Set();
            return answer;
        };
        provider.GetIdentityIdAsync();
        asked.Wait();
        provider.Dispose();
    }

    private static void UnloadInLog()
    {
        int isDone = 0;
        CognitoLog.Message += (level, text) =>
        {
            if (Interlocked.Exchange(ref isDone, 1) == 0)
            {
                unload();
            }
        };
        CognitoLog.Level = CognitoLogLevel.Debug;
        Create().GetIdentityIdAsync();
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Kept.Add(exception);
        }
    }

    private sealed class Memory : CognitoStorage
    {
        internal Action Saving = () => { };

        private readonly Dictionary<string, string> values = new Dictionary<string, string>();

        protected override string Load(string key)
        {
            string value;
            return values.TryGetValue(key, out value) ? value : null;
        }

        protected override void Save(string key, string value)
        {
            values[key] = value;
            Saving();
        }

        protected override void Remove(string key)
        {
            values.Remove(key);
        }
    }

    private sealed class Lost : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object state)
        {
        }
    }
}
