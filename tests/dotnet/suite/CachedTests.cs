using System;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The calls that only look at what is there: no exchange, no waiting.</summary>
    [TestFixture]
    public sealed class CachedTests : ProviderTests
    {
        [Test]
        public void Nothing_is_cached_at_first()
        {
            var provider = Create();
            ImmutableCredentials credentials;
            Assert.IsNull(provider.GetCachedIdentityId());
            Assert.IsFalse(provider.TryGetCachedCredentials(out credentials));
            Assert.IsNull(credentials);
            Assert.AreEqual(0, Emulator.RequestCount());
        }

        // What was fetched, and the same object again and again: callers ask before every request they sign.
        [Test]
        public void What_was_fetched_is_served_as_one_object()
        {
            var provider = Create();
            var fetched = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(fetched.IdentityId, provider.GetCachedIdentityId());
            var cached = Cached(provider);
            Assert.AreEqual(fetched.AccessKey, cached.AccessKey);
            Assert.AreEqual(fetched.SecretKey, cached.SecretKey);
            Assert.AreEqual(fetched.Token, cached.Token);
            Assert.AreEqual(fetched.Expiration, cached.Expiration);
            Assert.AreEqual(fetched.IdentityId, cached.IdentityId);
            Assert.AreSame(cached, Cached(provider));
            Assert.AreEqual(2, Emulator.RequestCount());
        }

        [Test]
        public void New_credentials_replace_them()
        {
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            var old = Cached(provider);
            var refreshed = Settled.Result(provider.RefreshAsync());
            Assert.AreEqual(refreshed.AccessKey, Cached(provider).AccessKey);
            Assert.AreNotEqual(old.AccessKey, Cached(provider).AccessKey);
        }

        [Test]
        public void A_program_may_ask_every_frame()
        {
            var provider = Create();
            ImmutableCredentials credentials = null;
            string identityId = null;
            Eventually.IsTrue(() => provider.TryGetIdentityId(out identityId), () => "no identity id");
            Assert.AreEqual(1, Emulator.RequestCount());
            Eventually.IsTrue(() => provider.TryGetCredentials(out credentials), () => "no credentials");
            Assert.AreEqual(identityId, credentials.IdentityId);
            Assert.IsTrue(provider.TryGetCredentials(out credentials));
            Assert.AreEqual(2, Emulator.RequestCount());
        }

        [Test]
        public void Offline_nothing_is_asked_and_whoever_does_not_wait_is_told()
        {
            var provider = Create(options => options.FailWhenOffline = true);
            CognitoDevice.SetNetworkState(CognitoNetworkState.Offline);
            try
            {
                Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.Offline);
                CognitoDevice.SetApplicationSuspended(false);
                Assert.AreEqual(0, Emulator.RequestCount());
            }
            finally
            {
                CognitoDevice.SetNetworkState(CognitoNetworkState.Unknown);
            }
            Settled.Result(provider.GetCredentialsAsync());
        }

        // Whatever forgets the credentials forgets these.
        [Test]
        public void A_clear_counts_at_once()
        {
            var provider = Create();
            Action[] clears =
            {
                provider.ClearCredentials, provider.ClearIdentityCache, provider.SignOut, provider.Clear,
                () => provider.AddLogin(Game, "ann"), () => provider.RemoveLogin(Game)
            };
            foreach (Action clear in clears)
            {
                Settled.Result(provider.GetCredentialsAsync());
                Assert.IsNotNull(Cached(provider));
                clear();
                ImmutableCredentials credentials;
                Assert.IsFalse(provider.TryGetCachedCredentials(out credentials));
            }
        }

        [Test]
        public void Credentials_that_have_expired_are_not_served()
        {
            Emulator.Inject("GetCredentialsForIdentity", 1, "expires-in=2");
            var provider = Create(options => options.MandatoryWindow = TimeSpan.FromSeconds(1));
            Settled.Result(provider.GetCredentialsAsync());
            ImmutableCredentials credentials = Cached(provider);
            Assert.IsTrue(SpinWait.SpinUntil(() => !provider.TryGetCachedCredentials(out credentials), Settled.Limit));
            Assert.IsNull(credentials);
            Assert.AreEqual(CognitoPhase.Expired, provider.Snapshot.Phase);
            Assert.IsNotNull(provider.GetCachedIdentityId());
        }

        private static ImmutableCredentials Cached(CognitoAWSCredentials provider)
        {
            ImmutableCredentials credentials;
            Assert.IsTrue(provider.TryGetCachedCredentials(out credentials));
            return credentials;
        }
    }
}
