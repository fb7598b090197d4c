using System;
using System.IO;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>Each event: when it comes, with what, in which order, and on which thread.</summary>
    [TestFixture]
    public sealed class EventTests : ProviderTests
    {
        // A new player: the pool made the identity, then the credentials came.
        [Test]
        public void A_new_player_is_created_and_then_has_credentials()
        {
            var provider = Create();
            var events = new Recorder<EventArgs>();
            provider.IdentityChangedEvent += (sender, arguments) => events.Add(arguments);
            provider.CredentialsRefreshed += (sender, arguments) => events.Add(arguments);
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            var all = events.WaitFor(2);
            var changed = (IdentityChangedArgs)all[0];
            Assert.IsNull(changed.OldIdentityId);
            Assert.AreEqual(credentials.IdentityId, changed.NewIdentityId);
            Assert.AreEqual(IdentityChangeCause.Created, changed.Cause);
            var refreshed = (CredentialsRefreshedArgs)all[1];
            Assert.AreEqual(credentials.IdentityId, refreshed.IdentityId);
            Assert.AreEqual(credentials.Expiration, refreshed.Expiration);
            Drain(provider);
            Assert.AreEqual(2, events.All.Length);
        }

        // The host cleared it: at once, with nothing new.
        [Test]
        public void A_cleared_identity_is_told()
        {
            var provider = Create();
            string id = Settled.Result(provider.GetIdentityIdAsync());
            var changes = Changes(provider);
            provider.SignOut();
            CheckLast(changes, IdentityChangeCause.Cleared, id, null);
        }

        // The service answers with another, surviving identity.
        [Test]
        public void A_merged_identity_is_told()
        {
            string other = Settled.Result(Create().GetIdentityIdAsync());
            var provider = Create();
            string mine = Settled.Result(provider.GetIdentityIdAsync());
            var changes = Changes(provider);
            Emulator.Inject("GetCredentialsForIdentity", 1, "wrong-identity=" + other);
            Assert.AreEqual(other, Settled.Result(provider.GetCredentialsAsync()).IdentityId);
            CheckLast(changes, IdentityChangeCause.Merged, mine, other);
        }

        // The old identity no longer exists.
        [Test]
        public void A_recovered_identity_is_told()
        {
            var provider = Create();
            string old = Settled.Result(provider.GetIdentityIdAsync());
            Emulator.DeleteIdentity(old);
            var changes = Changes(provider);
            string recovered = Settled.Result(provider.GetCredentialsAsync()).IdentityId;
            CheckLast(changes, IdentityChangeCause.Recovered, old, recovered);
        }

        // The game's own backend named it.
        [Test]
        public void A_developer_identity_is_told()
        {
            var user = Emulator.DeveloperIdentity("7");
            var provider = Create();
            var changes = Changes(provider);
            provider.LoginSource = Sources.Answer(CognitoLogins.Developer(user.Key, user.Value));
            Settled.Result(provider.GetCredentialsAsync());
            CheckLast(changes, IdentityChangeCause.Developer, null, user.Key);
        }

        // A refresh that fails is told with its reason and the time of the next; the credentials still serve.
        [Test]
        public void A_failed_refresh_is_told_with_the_next_attempt()
        {
            var provider = Create(options => options.MaxAttempts = 1);
            var good = Settled.Result(provider.GetCredentialsAsync());
            var failures = new Recorder<RefreshFailedArgs>();
            provider.RefreshFailed += (sender, arguments) => failures.Add(arguments);
            Emulator.InjectForever("GetCredentialsForIdentity", "unavailable");
            Settled.Error(provider.RefreshAsync(), CognitoErrorCode.ServiceUnavailable);
            Assert.AreEqual(good.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
            var failure = failures.First();
            Assert.AreEqual(CognitoErrorCode.ServiceUnavailable, failure.Exception.Code);
            Assert.AreEqual(503, failure.Exception.HttpStatus);
            Assert.IsNotNull(failure.NextAttempt);
            Assert.AreEqual(DateTimeKind.Utc, failure.NextAttempt.Value.Kind);
            Assert.That(failure.NextAttempt.Value, Is.GreaterThan(DateTime.UtcNow.AddMinutes(-1)));
            Assert.AreEqual(CognitoPhase.BackingOff, provider.Snapshot.Phase);
        }

        [Test]
        public void A_login_that_is_required_is_told()
        {
            string id = Settled.Result(Create().GetIdentityIdAsync());
            Emulator.DisableIdentity(id);
            var provider = Create(options => options.InitialIdentityId = id);
            var required = new Recorder<LoginRequiredArgs>();
            provider.LoginRequired += (sender, arguments) => required.Add(arguments);
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            Assert.AreEqual(CognitoErrorCode.LoginRequired, required.First().Exception.Code);
            Assert.AreEqual(id, required.First().Exception.IdentityId);
            Assert.That(required.First().Exception.Hint, Is.Not.Null.And.Not.Empty);
        }

        // What the login source threw is behind the event's error too.
        [Test]
        public void A_login_source_that_throws_is_behind_the_event()
        {
            var provider = Create();
            var required = new Recorder<LoginRequiredArgs>();
            provider.LoginRequired += (sender, arguments) => required.Add(arguments);
            var mine = new FormatException("mine");
            provider.LoginSource = Sources.Throw(mine);
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            Assert.AreSame(mine, required.First().Exception.InnerException);
        }

        // What happened at the creation is kept for the first handler.
        [Test]
        public void A_store_that_failed_at_creation_is_told_to_the_first_handler()
        {
            string file = Path.Combine(NewDirectory(), "file");
            File.WriteAllText(file, "");
            var provider = Create(options => options.StorageDirectory = Path.Combine(file, "below"));
            Settled.Result(provider.GetCredentialsAsync());
            var degraded = new Recorder<StoreDegradedArgs>();
            provider.StoreDegraded += (sender, arguments) => degraded.Add(arguments);
            Assert.AreEqual(CognitoErrorCode.Storage, degraded.First().Exception.Code);
            StringAssert.Contains("storage", degraded.First().Exception.Hint.ToLowerInvariant());
            Assert.IsTrue(provider.Snapshot.IsStoreDegraded);
        }

        // Whoever comes to listen is told what is so by then, and nothing of what was in between.
        [Test]
        public void The_first_handler_is_told_the_present_identity()
        {
            var provider = Create();
            Settled.Result(provider.GetIdentityIdAsync());
            provider.SignOut();
            string second = Settled.Result(provider.GetIdentityIdAsync());
            var changes = Changes(provider);
            CheckLast(changes, IdentityChangeCause.Created, null, second);
            Drain(provider);
            Assert.AreEqual(1, changes.All.Length);
        }

        // A good moment to refresh: once for each set of credentials.
        [Test]
        public void Credentials_that_expire_soon_are_told()
        {
            var provider = Create(options =>
            {
                options.AdvisoryWindow = TimeSpan.FromSeconds(3);
                options.MandatoryWindow = TimeSpan.FromSeconds(1);
            });
            var expiring = new Recorder<CredentialsExpiringArgs>();
            provider.CredentialsExpiring += (sender, arguments) => expiring.Add(arguments);
            Emulator.Inject("GetCredentialsForIdentity", 1, "expires-in=4");
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(credentials.Expiration, expiring.First().Expiration);
            Assert.AreEqual(credentials.IdentityId, expiring.First().IdentityId);
            Drain(provider);
            Assert.AreEqual(1, expiring.All.Length);
        }

        // All handlers of an event are called, whatever one of them throws, and that is reported.
        [Test]
        public void A_handler_that_throws_does_not_keep_the_others_from_being_called()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var provider = Create();
            var called = new Recorder<object>();
            provider.CredentialsRefreshed += (sender, arguments) => throw new FormatException("mine");
            provider.CredentialsRefreshed += (sender, arguments) => called.Add(sender);
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreSame(provider, called.First());
            Assert.AreEqual("mine", reported.First().InnerException.Message);
            Settled.Result(provider.RefreshAsync());
            called.WaitFor(2);
        }

        // A handler that is removed is called no more, and others stay.
        [Test]
        public void A_removed_handler_is_not_called()
        {
            var provider = Create();
            var removed = new Recorder<EventArgs>();
            var kept = new Recorder<EventArgs>();
            EventHandler<CredentialsRefreshedArgs> handler = (sender, arguments) => removed.Add(arguments);
            provider.CredentialsRefreshed += handler;
            provider.CredentialsRefreshed += (sender, arguments) => kept.Add(arguments);
            Settled.Result(provider.RefreshAsync());
            kept.WaitFor(1);
            provider.CredentialsRefreshed -= handler;
            Settled.Result(provider.RefreshAsync());
            kept.WaitFor(2);
            Assert.AreEqual(1, removed.All.Length);
            provider.CredentialsRefreshed -= handler;
        }

        // Removed on the main thread: an event that is posted to it already does not reach the handler any more.
        [Test]
        public void A_handler_that_the_main_thread_removed_is_not_called_there_afterwards()
        {
            using (var loop = new LoopContext())
            {
                CognitoAWSCredentials provider = null;
                loop.Run(() => provider = Create());
                var calls = new Recorder<EventArgs>();
                EventHandler<CredentialsRefreshedArgs> handler = (sender, arguments) => calls.Add(arguments);
                provider.CredentialsRefreshed += handler;
                loop.Run(() =>
                {
                    // While the main thread is in here, the event is posted behind it.
                    provider.GetCredentials();
                    Drain(provider);
                    provider.CredentialsRefreshed -= handler;
                });
                loop.Run(() => { });
                Assert.AreEqual(0, calls.All.Length);
            }
        }

        // The order of creation holds for all handlers that the main thread adds in one go: each gets what was kept.
        [Test]
        public void On_the_main_thread_kept_events_reach_all_handlers_that_it_adds_at_once()
        {
            using (var loop = new LoopContext())
            {
                CognitoAWSCredentials provider = null;
                var changes = new Recorder<EventArgs>();
                loop.Run(() =>
                {
                    provider = Create();
                    provider.GetCredentials();
                    provider.CredentialsRefreshed += (sender, arguments) => { };
                    Drain(provider);
                    provider.IdentityChangedEvent += (sender, arguments) => changes.Add(arguments);
                });
                changes.First();
            }
        }

        // The main thread of the creation; where there is none, the thread that brings the answers, in order.
        [Test]
        public void Handlers_run_in_the_synchronization_context_of_the_creation()
        {
            using (var loop = new LoopContext())
            {
                CognitoAWSCredentials provider = null;
                loop.Run(() => provider = Create());
                var threads = new Recorder<Thread>();
                provider.IdentityChangedEvent += (sender, arguments) => threads.Add(Thread.CurrentThread);
                Settled.Result(provider.GetIdentityIdAsync());
                Assert.AreSame(loop.Thread, threads.First());
            }
        }

        // A handler may do anything, also dispose its provider.
        [Test]
        public void A_handler_may_dispose_the_provider()
        {
            Emulator.InjectForever("GetCredentialsForIdentity", "never-answer");
            var provider = Create();
            var done = new Recorder<bool>();
            provider.IdentityChangedEvent += (sender, arguments) =>
            {
                ((IDisposable)sender).Dispose();
                done.Add(true);
            };
            var request = provider.GetCredentialsAsync();
            done.First();
            Settled.Cancelled(request);
        }

        // Adding no handler changes nothing, as with every event.
        [Test]
        public void Null_handlers_are_harmless()
        {
            var provider = Create();
            provider.RefreshFailed += null;
            provider.RefreshFailed -= null;
            Settled.Result(provider.GetCredentialsAsync());
        }

        private static Recorder<IdentityChangedArgs> Changes(CognitoAWSCredentials provider)
        {
            var changes = new Recorder<IdentityChangedArgs>();
            provider.IdentityChangedEvent += (sender, arguments) => changes.Add(arguments);
            return changes;
        }

        private static void CheckLast(
            Recorder<IdentityChangedArgs> changes, IdentityChangeCause cause, string before, string after)
        {
            IdentityChangedArgs change;
            int count = 1;
            do
            {
                change = changes.WaitFor(count)[count - 1];
                count++;
            }
            while (change.Cause != cause);
            Assert.AreEqual(before, change.OldIdentityId);
            Assert.AreEqual(after, change.NewIdentityId);
        }
    }
}
