using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// Who asks while the answer is in memory, and fresh, gets the one finished task of this refresh; who asks while it is
    /// fetched, and cannot cancel, shares the task under way.
    /// </summary>
    [TestFixture]
    public sealed class FinishedTaskTests : ProviderTests
    {
        private const int Herd = 1000;

        [Test]
        public void A_fresh_answer_is_one_finished_task_until_the_next_refresh()
        {
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            var first = provider.GetCredentialsAsync();
            Assert.IsTrue(first.IsCompleted);
            Assert.AreSame(first, provider.GetCredentialsAsync());
            Assert.AreSame(first.Result, provider.GetCredentials());
            using (var cancellation = new CancellationTokenSource())
            {
                Assert.AreSame(first, provider.GetCredentialsAsync(cancellation.Token));
                cancellation.Cancel();
                Assert.IsTrue(provider.GetCredentialsAsync(cancellation.Token).IsCanceled);
            }
            var identity = provider.GetIdentityIdAsync();
            Assert.AreSame(identity, provider.GetIdentityIdAsync());
            Assert.AreEqual(first.Result.IdentityId, identity.Result);
            var refreshed = Settled.Result(provider.RefreshAsync());
            Assert.AreEqual(refreshed.AccessKey, provider.GetCredentialsAsync().Result.AccessKey);
            Assert.AreNotEqual(first.Result.AccessKey, refreshed.AccessKey);
        }

        [Test]
        public void It_costs_no_memory()
        {
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            ImmutableCredentials credentials;
            Action all = () =>
            {
                provider.GetCredentialsAsync();
                provider.GetIdentityIdAsync();
                provider.GetCredentials();
                provider.GetIdentityId();
                provider.TryGetCachedCredentials(out credentials);
                provider.GetCachedIdentityId();
            };
            all();
            Assert.IsTrue(
                Enumerable.Range(0, 20).Any(round => AllocatesNothing(all)), "each of 20 times something was allocated");
        }

        // A main thread that waits would wait for ever if the answer came by it, and a source or a storage runs on it.
        [Test]
        public void On_a_main_thread_it_may_be_waited_for_with_a_source_and_a_storage_too()
        {
            using (var loop = new LoopContext())
            {
                CognitoAWSCredentials provider = null;
                loop.Run(() => provider = Create(options =>
                {
                    options.StorageDirectory = null;
                    options.Storage = new MemoryStorage();
                }));
                provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
                string id = Settled.Result(provider.GetCredentialsAsync()).IdentityId;
                loop.Run(() =>
                {
                    Assert.IsTrue(provider.GetCredentialsAsync().Wait(0));
                    Assert.IsTrue(provider.GetIdentityIdAsync().Wait(0));
                    Assert.AreEqual(id, provider.GetCredentials().IdentityId);
                    Assert.AreEqual(id, provider.GetIdentityId());
                });
            }
        }

        // In the advisory window everybody is served while one refresh runs: the first who asks must start it.
        [Test]
        public void A_refresh_that_is_due_starts()
        {
            Emulator.Inject("GetCredentialsForIdentity", 1, "expires-in=4");
            var provider = Create(options =>
            {
                options.AdvisoryWindow = TimeSpan.FromHours(1);
                options.MandatoryWindow = TimeSpan.FromSeconds(1);
            });
            string old = Settled.Result(provider.GetCredentialsAsync()).AccessKey;
            Assert.AreEqual(old, provider.GetCredentials().AccessKey, "fresh at first");
            Assert.IsTrue(SpinWait.SpinUntil(
                () => Settled.Result(provider.GetCredentialsAsync()).AccessKey != old, Settled.Limit));
        }

        [Test]
        public void Nothing_of_another_player_is_ever_handed_out()
        {
            var provider = Create();
            var seen = new Dictionary<string, string>();
            Action<string> change = player => provider.AddLogin(Game, player);
            for (int round = 0; round < 20; round++)
            {
                string player = "player-" + round % 3;
                change(player);
                // Under way while it changes: what was posted for the one before is not for those who ask now.
                var asked = provider.GetCredentialsAsync();
                if (round % 2 == 0)
                {
                    Settled.Result(asked);
                }
                provider.SignOut();
                provider.AddLogin(Game, player + "'s sister");
                string id = Settled.Result(provider.GetCredentialsAsync()).IdentityId;
                string known;
                Assert.AreEqual(seen.TryGetValue(player, out known) ? known : seen[player] = id, id, player);
                Assert.AreEqual(id, Settled.Result(provider.GetIdentityIdAsync()));
                provider.SignOut();
            }
            Assert.AreEqual(3, seen.Values.Distinct().Count());
        }

        [Test]
        public void A_herd_shares_one_task_and_one_flight()
        {
            Emulator.Hold("GetCredentialsForIdentity");
            var provider = Create();
            var asked = Enumerable.Range(0, Herd).Select(one => provider.GetCredentialsAsync()).ToArray();
            Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
            Assert.AreEqual(1, asked.Distinct().Count());
            using (var cancellation = new CancellationTokenSource())
            {
                var own = provider.GetCredentialsAsync(cancellation.Token);
                cancellation.Cancel();
                Settled.Cancelled(own);
            }
            Assert.IsFalse(asked[0].IsCompleted, "whoever cancels cancels for nobody else");
            Emulator.Release();
            Settled.Result(asked[0]);
            Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        // Each one's time counts from its own beginning.
        [Test]
        public void With_a_time_limit_nobody_shares()
        {
            Emulator.Hold("GetId");
            var provider = Create(options => options.Timeout = TimeSpan.FromMinutes(1));
            var first = provider.GetIdentityIdAsync();
            Assert.AreNotSame(first, provider.GetIdentityIdAsync());
            Emulator.WaitForRequests("GetId", 1);
            Emulator.Release();
            Settled.Result(first);
        }

        [Test]
        public void After_dispose_nothing_is_handed_out()
        {
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            Assert.IsTrue(provider.GetCredentialsAsync().IsCompleted);
            provider.Dispose();
            ImmutableCredentials credentials;
            Assert.Throws<ObjectDisposedException>(() => provider.GetCredentialsAsync());
            Assert.Throws<ObjectDisposedException>(() => provider.GetIdentityIdAsync());
            Assert.Throws<ObjectDisposedException>(() => provider.GetCredentials());
            Assert.Throws<ObjectDisposedException>(() => provider.TryGetCachedCredentials(out credentials));
        }

        // Another thread of the run may allocate at the same time, so that this is asked some times.
        private static bool AllocatesNothing(Action action)
        {
            const int Count = 2000;
            GC.Collect();
            long before = GC.GetTotalMemory(false);
            for (int i = 0; i < Count; i++)
            {
                action();
            }
            // The runtimes hand out memory in blocks, and count a whole one.
            return GC.GetTotalMemory(false) - before < 16 * Count;
        }
    }
}
