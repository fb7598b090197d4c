using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.CognitoIdentity.Model;
using Amazon.Runtime;
using NUnit.Framework;
using SdkNamed = Amazon.CognitoIdentity.CognitoAWSCredentials;

namespace CognitoNative.Tests
{
    /// <summary>The class of AWSSDK.CognitoIdentity under its own name, in projects that have deleted that DLL.</summary>
    [TestFixture]
    public sealed class SdkNamesTests : ProviderTests
    {
        [SetUp]
        public void PointEverythingToTheEmulator()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = "";
        }

        [Test]
        public void A_client_takes_it()
        {
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            using (var client = new SdkClient(credentials, signed => signed.AccessKey))
            {
                AWSCredentials kept = credentials;
                Assert.AreEqual(kept.GetCredentials().AccessKey, Settled.Result(client.CallAsync()));
                Assert.AreEqual(credentials.GetIdentityId(), Settled.Result(credentials.GetIdentityIdAsync()));
                Assert.AreEqual(credentials.GetIdentityId(), credentials.GetCachedIdentityId());
                Assert.AreEqual(Emulator.PoolId, credentials.IdentityPoolId);
                Assert.AreEqual(0, credentials.LoginsCount);
            }
        }

        [Test]
        public void Logins_count_and_empty_ones_too()
        {
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.AddLogin("noted.here.only", "");
                credentials.AddLogin(Game, "ann");
                Assert.AreEqual(2, credentials.LoginsCount);
                CollectionAssert.AreEquivalent(new[] { Game, "noted.here.only" }, credentials.CurrentLoginProviders);
                Assert.IsTrue(credentials.ContainsProvider("noted.here.only"));
                var ann = credentials.GetIdentityId();
                credentials.Clear();
                Assert.AreEqual(0, credentials.LoginsCount);
                Assert.AreNotEqual(ann, Settled.Result(credentials.GetIdentityIdAsync()));
            }
        }

        [Test]
        public void A_null_token_is_taken_as_an_empty_one()
        {
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.AddLogin("accounts.google.com", null);
                Assert.IsTrue(credentials.ContainsProvider("accounts.google.com"));
                Assert.IsNotNull(credentials.GetCredentials().Token);
            }
        }

        [Test]
        public void What_is_empty_is_as_if_it_were_not_given()
        {
            using (var credentials = new SdkNamed("", Emulator.PoolId, "", "", Amazon.RegionEndpoint.USEast1))
            {
                Assert.IsNotNull(credentials.GetCredentials().Token);
            }
        }

        [Test]
        public void An_identity_that_is_cleared_is_no_change_until_there_is_another()
        {
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                var changes = new Recorder<string>();
                credentials.IdentityChangedEvent += (sender, arguments) => changes.Add(arguments.NewIdentityId);
                var first = credentials.GetIdentityId();
                credentials.Clear();
                var second = credentials.GetIdentityId();
                Eventually.IsTrue(() => changes.All.Contains(second), () => string.Join(" ", changes.All));
                CollectionAssert.AreEqual(new[] { first, second }, changes.All);
            }
        }

        [Test]
        public void What_is_refused_is_an_error_that_code_for_the_sdk_catches()
        {
            var refused = Assert.Throws<AwsSdk.CognitoCredentialsException>(
                () => new SdkNamed("YOUR_IDENTITY_POOL_ID", Amazon.RegionEndpoint.USEast1));
            StringAssert.Contains("stands for an identity pool id", refused.Message);
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                Assert.Throws<AwsSdk.CognitoCredentialsException>(() => credentials.AddLogin(Game, "a\nb"));
                Assert.AreEqual(0, credentials.LoginsCount);
            }
        }

        [Test]
        public void A_refusal_has_the_sdks_type_for_who_asks_for_the_identity_and_is_tried_once_by_a_client()
        {
            Emulator.InjectForever("GetId", "error=400,NotAuthorizedException,no guests here");
            using (var credentials = new SdkNamed(Emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            using (var client = new SdkClient(credentials, signed => "sent"))
            {
                Assert.AreEqual("NotAuthorizedException", Settled.Failure<NotAuthorizedException>(credentials.GetIdentityIdAsync()).ErrorCode);
                Assert.Throws<NotAuthorizedException>(() => credentials.GetIdentityId());
                Assert.IsInstanceOf<AmazonClientException>(Settled.Failure<AwsSdk.CognitoCredentialsException>(client.CallAsync()));
            }
        }

        [Test]
        public void A_class_that_keeps_the_identity_itself_is_asked_and_told()
        {
            var known = Emulator.PoolId.Split(':')[0] + ":11111111-1111-4111-8111-111111111111";
            Emulator.AddIdentity(known);
            Keeping.Known = known;
            using (var credentials = new Keeping(Emulator.PoolId))
            {
                Assert.AreEqual(known, credentials.GetIdentityId());
                Keeping.Known = null;
                credentials.Clear();
                Assert.IsTrue(credentials.IsCleared);
                var changed = new Recorder<string>();
                credentials.IdentityChangedEvent += (sender, arguments) => changed.Add(arguments.NewIdentityId);
                var next = credentials.GetIdentityId();
                Assert.AreNotEqual(known, next);
                Eventually.IsTrue(() => changed.All.Contains(next), () => string.Join(" ", changed.All));
                CollectionAssert.Contains(credentials.Told.All, next);
            }
        }

        [Test]
        public void An_override_signs_in_a_developer_authenticated_player()
        {
            var player = Emulator.DeveloperIdentity("ann");
            using (var credentials = new Developer(Emulator.PoolId, player))
            {
                Assert.IsNotNull(credentials.GetCredentials().Token);
                Assert.AreEqual(player.Key, credentials.GetIdentityId());
                Assert.AreEqual(player.Key, Settled.Result(credentials.GetIdentityIdAsync()));
            }
        }

        private sealed class Keeping : SdkNamed
        {
            internal static string Known;

            internal readonly Recorder<string> Told = new Recorder<string>();

            internal Keeping(string pool)
                : base(pool, Amazon.RegionEndpoint.USEast1)
            {
            }

            internal bool IsCleared { get; private set; }

            public override string GetCachedIdentityId()
            {
                return Known ?? base.GetCachedIdentityId();
            }

            public override void CacheIdentityId(string identityId)
            {
                Told.Add(identityId);
            }

            public override void ClearIdentityCache()
            {
                IsCleared = true;
                base.ClearIdentityCache();
            }
        }

        private sealed class Developer : SdkNamed
        {
            private readonly KeyValuePair<string, string> player;

            internal Developer(string pool, KeyValuePair<string, string> player)
                : base(pool, Amazon.RegionEndpoint.USEast1)
            {
                this.player = player;
            }

            public override Task<IdentityState> RefreshIdentityAsync()
            {
                return Task.FromResult(new IdentityState(player.Key, "login.developer.example", player.Value, false));
            }
        }
    }
}
