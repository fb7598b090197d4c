using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>One look at a provider: phase, expiry and counters, as they are.</summary>
    [TestFixture]
    public sealed class SnapshotTests : ProviderTests
    {
        [Test]
        public void A_new_provider_is_empty()
        {
            var snapshot = Create().Snapshot;
            Assert.AreEqual(CognitoPhase.Empty, snapshot.Phase);
            Assert.IsFalse(snapshot.HasIdentityId);
            Assert.IsFalse(snapshot.IsStoreDegraded);
            Assert.IsNull(snapshot.Expiration);
            Assert.IsNull(snapshot.NextRefresh);
            Assert.AreEqual(0, snapshot.Requests + snapshot.HttpRequests + snapshot.Fetches + snapshot.Waiting);
        }

        [Test]
        public void It_counts_requests_and_exchanges()
        {
            var provider = Create();
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            // With a callback each is a request; what completes at once is none.
            provider.GetCredentialsAsync(result => { }, Anywhere);
            Drain(provider);
            Settled.Result(provider.GetCredentialsAsync());
            var snapshot = provider.Snapshot;
            Assert.AreEqual(CognitoPhase.Valid, snapshot.Phase);
            Assert.IsTrue(snapshot.HasIdentityId);
            Assert.AreEqual(credentials.Expiration, snapshot.Expiration);
            Assert.That(snapshot.NextRefresh, Is.LessThan(snapshot.Expiration).And.GreaterThan(DateTime.UtcNow));
            Assert.AreEqual(DateTimeKind.Utc, snapshot.Expiration.Value.Kind);
            Assert.AreEqual(3, snapshot.Requests);
            Assert.AreEqual(2, snapshot.ServedFromMemory);
            Assert.AreEqual(Emulator.RequestCount(), snapshot.HttpRequests);
            Assert.AreEqual(1, snapshot.Fetches);
            Assert.AreEqual(0, snapshot.FailedFetches);
            Assert.AreEqual(0, snapshot.Retries);
        }

        [Test]
        public void It_shows_who_waits_and_what_is_under_way()
        {
            Emulator.Hold("GetCredentialsForIdentity");
            var provider = Create();
            // Those who cannot cancel share one request.
            var others = new CancellationTokenSource();
            var tasks = new[] { 0, 1, 2, 3 }.Select(
                one => provider.GetCredentialsAsync(one < 2 ? CancellationToken.None : others.Token)).ToArray();
            Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
            Assert.AreEqual(CognitoPhase.Fetching, provider.Snapshot.Phase);
            Assert.AreEqual(3, provider.Snapshot.Waiting);
            Assert.AreEqual(1, provider.Snapshot.Attempts);
            Emulator.Release();
            tasks.ToList().ForEach(task => Settled.Result(task));
            Emulator.Hold("GetCredentialsForIdentity");
            var refresh = provider.RefreshAsync();
            Emulator.WaitForRequests("GetCredentialsForIdentity", 2);
            Assert.AreEqual(CognitoPhase.Refreshing, provider.Snapshot.Phase);
            Emulator.Release();
            Settled.Result(refresh);
        }

        [Test]
        public void It_counts_failures_and_retries()
        {
            Emulator.Inject("GetCredentialsForIdentity", 2, "unavailable");
            var provider = Create(options => options.MaxAttempts = 2);
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.ServiceUnavailable);
            Assert.AreEqual(1, provider.Snapshot.FailedFetches);
            Assert.AreEqual(1, provider.Snapshot.Retries);
        }

        // A generation for each login change and clear, and answers for an older one are dropped.
        [Test]
        public void It_counts_generations()
        {
            var provider = Create();
            long before = provider.Snapshot.Generation;
            provider.AddLogin(Game, "ann");
            provider.AddLogin(Game, "bob");
            provider.SignOut();
            Assert.AreEqual(before + 3, provider.Snapshot.Generation);
        }

        // A device whose clock is wrong is no trouble, and can be seen.
        [Test]
        public void It_shows_a_wrong_clock()
        {
            Emulator.SetClockOffset(7200);
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(7200, provider.Snapshot.ClockOffset.TotalSeconds, 60);
            Assert.That(provider.Snapshot.Expiration, Is.GreaterThan(DateTime.UtcNow.AddHours(2)));
        }
    }
}
