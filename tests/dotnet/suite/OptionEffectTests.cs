using System;
using System.IO;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What can be seen from outside of what the options do.</summary>
    [TestFixture]
    public sealed class OptionEffectTests : ProviderTests
    {
        [Test]
        public void The_user_agent_carries_the_suffix()
        {
            Settled.Result(Create(options => options.UserAgentSuffix = "SpaceGame/1.2").GetIdentityIdAsync());
            StringAssert.EndsWith("SpaceGame/1.2", Wire.Header(Emulator, "GetId", 0, "User-Agent"));
        }

        [Test]
        public void Max_attempts_is_how_often_is_tried()
        {
            Emulator.InjectForever("GetId", "reset");
            var provider = Create(options => options.MaxAttempts = 2);
            Assert.AreEqual(2, Settled.Error(provider.GetIdentityIdAsync(), CognitoErrorCode.Network).Attempts);
            Assert.AreEqual(2, Emulator.RequestCount("GetId"));
        }

        [Test]
        public void The_request_timeout_ends_an_exchange()
        {
            Emulator.InjectForever("GetId", "never-answer");
            var provider = Create(options =>
            {
                options.RequestTimeout = TimeSpan.FromMilliseconds(50);
                options.MaxAttempts = 1;
            });
            Settled.Error(provider.GetIdentityIdAsync(), CognitoErrorCode.Network);
        }

        [Test]
        public void An_identity_id_that_the_host_has_is_used_as_it_is()
        {
            string id = Emulator.PoolId.Split(':')[0] + ":" + Guid.NewGuid();
            Emulator.AddIdentity(id);
            var provider = Create(options => options.IdentityId = id);
            Assert.AreEqual(id, Settled.Result(provider.GetCredentialsAsync()).IdentityId);
            Assert.AreEqual(0, Emulator.RequestCount("GetId"));
        }

        [Test]
        public void Guests_can_be_ruled_out()
        {
            var provider = Create(options => options.DisableGuestAccess = true);
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            Assert.AreEqual(0, Emulator.RequestCount());
        }

        [Test]
        public void A_prefetch_starts_without_a_request()
        {
            var provider = Create(options => options.Prefetch = true);
            Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        [Test]
        public void Keeping_fresh_refreshes_without_a_request()
        {
            Emulator.Inject("GetCredentialsForIdentity", 1, "expires-in=4");
            var provider = Create(options =>
            {
                options.KeepFresh = true;
                options.AdvisoryWindow = TimeSpan.FromSeconds(3);
                options.MandatoryWindow = TimeSpan.FromSeconds(1);
            });
            var refreshed = new Recorder<CredentialsRefreshedArgs>();
            provider.CredentialsRefreshed += (sender, arguments) => refreshed.Add(arguments);
            Settled.Result(provider.GetCredentialsAsync());
            Assert.That(refreshed.WaitFor(2)[1].Expiration, Is.GreaterThan(DateTime.UtcNow.AddMinutes(30)));
        }

        // In an outage, rather than nothing.
        [TestCase(true)]
        [TestCase(false)]
        public void Expired_credentials_are_served_where_the_host_says_so(bool isWanted)
        {
            Emulator.Inject("GetCredentialsForIdentity", 1, "expires-in=2");
            var provider = Create(options =>
            {
                options.ServeExpired = isWanted;
                options.MandatoryWindow = TimeSpan.FromSeconds(1);
                options.MaxAttempts = 1;
            });
            var fresh = Settled.Result(provider.GetCredentialsAsync());
            Assert.IsFalse(fresh.IsStale);
            Assert.IsTrue(SpinWait.SpinUntil(() => provider.Snapshot.Phase == CognitoPhase.Expired, Settled.Limit));
            Emulator.InjectForever("any", "unavailable");
            var request = provider.GetCredentialsAsync();
            if (isWanted)
            {
                var served = Settled.Result(request);
                Assert.AreEqual(fresh.AccessKey, served.AccessKey);
                Assert.IsTrue(served.IsStale, "marked as what they are");
                Assert.IsFalse(provider.TryGetCachedCredentials(out served), "to be asked for only");
            }
            else
            {
                Settled.Error(request, CognitoErrorCode.ServiceUnavailable);
            }
        }

        [Test]
        public void A_forbidden_guest_is_replaced_where_the_host_says_so()
        {
            string id = Settled.Result(Create().GetIdentityIdAsync());
            Emulator.DisableIdentity(id);
            var keeps = Create(options => options.InitialIdentityId = id);
            Settled.Error(keeps.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            var recovers = Create(options =>
            {
                options.InitialIdentityId = id;
                options.RecoverForbiddenGuest = true;
            });
            Assert.AreNotEqual(id, Settled.Result(recovers.GetCredentialsAsync()).IdentityId);
        }

        // By default credentials of an hour are refreshed 15 minutes before they expire.
        [TestCase(0, 15)]
        [TestCase(10, 10)]
        public void The_advisory_window_plans_the_next_refresh(int given, int minutes)
        {
            var provider = Create(options =>
                options.AdvisoryWindow = given == 0 ? (TimeSpan?)null : TimeSpan.FromMinutes(given));
            Settled.Result(provider.GetCredentialsAsync());
            TimeSpan window = (provider.Snapshot.Expiration - provider.Snapshot.NextRefresh).Value;
            Assert.AreEqual(minutes, window.TotalMinutes, 1);
        }

        [Test]
        public void Another_authority_can_be_trusted()
        {
            string authority = Path.Combine(NewDirectory(), "ca.pem");
            using (var https = new Emulator("--https", "--ca-file", authority))
            {
                var trusting = Create(options => At(https, options).CaPem = File.ReadAllText(authority));
                Settled.Result(trusting.GetCredentialsAsync());
                var plain = Create(options => At(https, options).MaxAttempts = 1);
                Settled.Error(plain.GetCredentialsAsync(), CognitoErrorCode.Tls);
            }
        }

        // Where nothing listens: that the proxy was asked, and not the emulator.
        [Test]
        public void A_proxy_is_used()
        {
            var provider = Create(options =>
            {
                options.Endpoint = "https://cognito-identity.us-east-1.amazonaws.com";
                options.ProxyUrl = "http://127.0.0.1:1";
                options.MaxAttempts = 1;
            });
            var error = Settled.Error(provider.GetIdentityIdAsync(), CognitoErrorCode.Network);
            StringAssert.Contains("proxy", error.ToString());
        }

        // Endpoints of one's own and FIPS exclude each other, which only the library knows.
        [Test]
        public void Fips_and_dual_stack_are_refused_beside_an_endpoint()
        {
            StringAssert.Contains("FIPS", Assert.Throws<CognitoException>(
                () => Create(options => options.UseFips = true)).Message);
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, Assert.Throws<CognitoException>(
                () => Create(options => options.UseDualStack = true)).Code);
        }

        private static CognitoCredentialsOptions At(Emulator emulator, CognitoCredentialsOptions options)
        {
            options.Endpoint = emulator.Endpoint;
            options.IdentityPoolId = emulator.PoolId;
            return options;
        }
    }
}
