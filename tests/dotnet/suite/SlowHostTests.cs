using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What takes its time, or never comes back, in one provider's host code costs no other provider anything.</summary>
    [TestFixture]
    public sealed class SlowHostTests : ProviderTests
    {
        [TearDown]
        public void RestorePatience()
        {
            ContextThread.Patience = ContextThread.DefaultPatience;
        }

        [Test]
        public void A_storage_that_blocks_holds_up_no_other_provider()
        {
            using (var gate = new ManualResetEventSlim())
            using (var saving = new ManualResetEventSlim())
            {
                var storage = new MemoryStorage();
                storage.BeforeCall = call =>
                {
                    if (call.StartsWith("save"))
                    {
                        saving.Set();
                        gate.Wait(Settled.Limit);
                    }
                };
                var other = Create();
                Settled.Result(other.GetCredentialsAsync());
                var slow = Create(options =>
                {
                    options.StorageDirectory = null;
                    options.Storage = storage;
                });
                var asked = slow.GetIdentityIdAsync();
                Assert.IsTrue(saving.Wait(Settled.Limit));
                // Answers of every kind: from memory, from the service, to a callback, of a new provider.
                Assert.IsTrue(other.GetCredentialsAsync().IsCompleted);
                Settled.Result(other.RefreshAsync());
                Drain(other);
                Settled.Result(Create().GetCredentialsAsync());
                Settled.Result(Create(options =>
                {
                    options.StorageDirectory = null;
                    options.Storage = new MemoryStorage();
                }).GetIdentityIdAsync());
                Assert.IsFalse(asked.IsCompleted, "a new identity is told once it is stored");
                gate.Set();
                Settled.Result(asked);
            }
        }

        // Those of one storage call it on one thread, so that it need not be made for several.
        [Test]
        public void One_storage_is_called_by_one_thread_at_a_time()
        {
            var storage = new MemoryStorage();
            var threads = new Recorder<Thread>();
            storage.BeforeCall = call =>
            {
                if (!call.StartsWith("load"))
                {
                    threads.Add(Thread.CurrentThread);
                }
            };
            foreach (string profile in new[] { "ann", "bob", "cid" })
            {
                Settled.Result(Create(options =>
                {
                    options.StorageDirectory = null;
                    options.Storage = storage;
                    options.Profile = profile;
                }).GetIdentityIdAsync());
            }
            Assert.AreEqual(1, threads.All.Distinct().Count());
        }

        // A window that was closed: what is posted to its context is lost, or never looked at again.
        [Test]
        public void A_context_that_runs_nothing_is_given_up()
        {
            ContextThread.Patience = TimeSpan.FromMilliseconds(20);
            var context = new SilentContext();
            var provider = InContext(context);
            var threads = new Recorder<Thread>();
            provider.IdentityChangedEvent += (sender, arguments) => threads.Add(Thread.CurrentThread);
            provider.CredentialsRefreshed += (sender, arguments) => threads.Add(Thread.CurrentThread);
            provider.LoginSource = (names, token) =>
            {
                threads.Add(Thread.CurrentThread);
                return Task.FromResult(new CognitoLogins { { Game, "ann" } });
            };
            Settled.Result(provider.GetCredentialsAsync());
            Assert.IsTrue(threads.WaitFor(3).All(thread => thread.IsThreadPoolThread));
            // It looks at them in the end: they have run, and do not again.
            context.RunAll();
            Drain(provider);
            Assert.AreEqual(3, threads.All.Length);
        }

        // One that was only busy gets what comes later.
        [Test]
        public void A_context_that_runs_again_is_used_again()
        {
            ContextThread.Patience = TimeSpan.FromMilliseconds(20);
            using (var loop = new LoopContext())
            using (var gate = new ManualResetEventSlim())
            {
                CognitoAWSCredentials provider = null;
                loop.Run(() => provider = Create());
                var threads = new Recorder<Thread>();
                provider.CredentialsRefreshed += (sender, arguments) => threads.Add(Thread.CurrentThread);
                loop.Post(ignored => gate.Wait(Settled.Limit), null);
                Settled.Result(provider.RefreshAsync());
                Assert.AreNotSame(loop.Thread, threads.First());
                gate.Set();
                loop.Run(() => { });
                ContextThread.Patience = ContextThread.DefaultPatience;
                Settled.Result(provider.RefreshAsync());
                Assert.AreSame(loop.Thread, threads.WaitFor(2)[1]);
            }
        }

        private CognitoAWSCredentials InContext(SynchronizationContext context)
        {
            SynchronizationContext before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(context);
            try
            {
                return Create();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        private sealed class SilentContext : SynchronizationContext
        {
            private readonly Recorder<Action> _posted = new Recorder<Action>();

            public override void Post(SendOrPostCallback callback, object state)
            {
                _posted.Add(() => callback(state));
            }

            internal void RunAll()
            {
                _posted.All.ToList().ForEach(one => one());
            }
        }
    }
}
