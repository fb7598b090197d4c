using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What happens in a domain, told to the domain that watches it.</summary>
    internal sealed class DomainWitness : MarshalByRefObject
    {
        private readonly Dictionary<string, int> _counts = new Dictionary<string, int>();
        private bool _isOver;

        /// <summary>Nothing may be told once the unloading has returned.</summary>
        internal void Over()
        {
            lock (_counts)
            {
                _isOver = true;
            }
        }

        public void Tell(string what)
        {
            lock (_counts)
            {
                string name = _isOver ? "too late: " + what : what;
                _counts[name] = CountOf(name) + 1;
                Monitor.PulseAll(_counts);
            }
        }

        internal int Late()
        {
            lock (_counts)
            {
                int late = 0;
                foreach (var one in _counts)
                {
                    late += one.Key.StartsWith("too late", StringComparison.Ordinal) ? one.Value : 0;
                }
                return late;
            }
        }

        internal void WaitFor(string what, int count = 1)
        {
            lock (_counts)
            {
                while (CountOf(what) < count)
                {
                    if (!Monitor.Wait(_counts, Eventually.TimeoutMs))
                    {
                        throw new TimeoutException("it never told: " + what);
                    }
                }
            }
        }

        public override object InitializeLifetimeService()
        {
            return null;
        }

        private int CountOf(string name)
        {
            int count;
            return _counts.TryGetValue(name, out count) ? count : 0;
        }
    }

    /// <summary>A game's code inside a domain that is about to be unloaded, as at a reload of scripts in an editor.</summary>
    internal sealed class DomainAgent : MarshalByRefObject
    {
        private static readonly List<CognitoAWSCredentials> Kept = new List<CognitoAWSCredentials>();

        private static DomainWitness _witness;
        private static string _endpoint;

        public void Start(DomainWitness witness, string endpoint)
        {
            _witness = witness;
            _endpoint = endpoint;
            CognitoLog.UnhandledException += exception => witness.Tell("unhandled");
        }

        /// <summary>One connection: a task and a callback that wait for the same fetch.</summary>
        public void Ask(bool isKept)
        {
            var provider = Provider();
            provider.GetCredentialsAsync().ContinueWith(task => _witness.Tell("task"));
            provider.GetIdentityIdAsync(delegate { _witness.Tell("callback"); });
            provider.RefreshFailed += delegate { _witness.Tell("event"); };
            if (isKept)
            {
                Kept.Add(provider);
            }
        }

        /// <summary>No connection: the login source never answers.</summary>
        public void AskForLogins()
        {
            var provider = Provider();
            provider.LoginSource = (names, cancellation) =>
            {
                _witness.Tell("login source");
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            provider.GetIdentityIdAsync(delegate { _witness.Tell("callback"); });
            Kept.Add(provider);
        }

        /// <summary>One connection: a thread of the host that waits inside a blocking call.</summary>
        public void AskBlocking()
        {
            var provider = Provider();
            Kept.Add(provider);
            new Thread(() => Assert.Throws<OperationCanceledException>(() => provider.GetIdentityId())) { IsBackground = true }
                .Start();
        }

        /// <summary>A callback that never returns, on a thread of the pool.</summary>
        public void BlockCallback(string pool)
        {
            Provider(pool).GetIdentityIdAsync(delegate
            {
                _witness.Tell("blocked");
                new ManualResetEvent(false).WaitOne();
            });
        }

        /// <summary>A log handler that never returns, on the one thread that dispatches.</summary>
        public void BlockCallbackThread(string pool)
        {
            var provider = Provider(pool);
            Kept.Add(provider);
            CognitoLog.Level = CognitoLogLevel.Debug;
            CognitoLog.Message += delegate
            {
                _witness.Tell("blocked");
                new ManualResetEvent(false).WaitOne();
            };
            provider.GetCredentialsAsync();
        }

        /// <summary>
        /// Makes and drops providers until that is refused; tells it once on each thread, after so many. The domain waits
        /// for these threads: Mono 6.8 fails an assertion of its own now and then when it aborts a busy one.
        /// </summary>
        public void CreateForEver(int threads, int toldAfter)
        {
            // The library is told of the unloading before those that come later.
            Provider().Dispose();
            for (int i = 0; i < threads; i++)
            {
                var thread = new Thread(() => Create(toldAfter)) { IsBackground = true };
                thread.Start();
                AppDomain.CurrentDomain.DomainUnload += delegate { thread.Join(); };
            }
        }

        public string IdentityId(string endpoint, string pool)
        {
            _endpoint = endpoint;
            using (var provider = Provider(pool))
            {
                return provider.GetIdentityIdAsync().Result;
            }
        }

        public override object InitializeLifetimeService()
        {
            return null;
        }

        private static void Create(int toldAfter)
        {
            try
            {
                for (int created = 1; true; created++)
                {
                    using (var provider = Provider())
                    {
                        provider.GetIdentityIdAsync();
                    }
                    if (created == toldAfter)
                    {
                        _witness.Tell("created");
                    }
                }
            }
            catch (ObjectDisposedException)
            {
                // What a provider that is created while the domain goes ends with.
            }
        }

        private static CognitoAWSCredentials Provider(string pool = "us-east-1:00000000-0000-0000-0000-000000000000")
        {
            return new CognitoAWSCredentials(
                new CognitoCredentialsOptions { IdentityPoolId = pool, Endpoint = _endpoint, StorageDirectory = "" });
        }
    }
}
