using System;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What a provider can be created from, and how each mistake is told.</summary>
    [TestFixture]
    public sealed class ConstructorTests : ProviderTests
    {
        private const string Pool = "eu-west-1:1699ebc0-7900-4099-b910-2df94f52a030";

        // The code of the developer guide, pointed at the emulator by what it never sees.
        [Test]
        public void Pool_and_region_are_enough_and_the_rest_comes_from_the_defaults()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = "";
            var provider = Kept(new CognitoAWSCredentials(Emulator.PoolId, RegionEndpoint.USEast1));
            Assert.AreEqual(Emulator.PoolId, provider.IdentityPoolId);
            Assert.AreEqual(RegionEndpoint.USEast1, provider.Region);
            Assert.AreEqual(Settled.Result(provider.GetIdentityIdAsync()), Emulator.Identities().Single());
        }

        // The roles of the five-argument constructor are used: with them it is the classic flow.
        [Test]
        public void Account_and_roles_reach_the_service()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StsEndpoint = Emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = "";
            var provider = Kept(new CognitoAWSCredentials(
                "123456789012", Emulator.PoolId, ClassicFlowTests.GuestRole, ClassicFlowTests.PlayerRole,
                RegionEndpoint.USEast1));
            var guest = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(ClassicFlowTests.GuestRole, Emulator.IssuedCredentials(guest.AccessKey)["role_arn"]);
            provider.AddLogin(Game, "ann");
            var player = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(ClassicFlowTests.PlayerRole, Emulator.IssuedCredentials(player.AccessKey)["role_arn"]);
            Assert.AreEqual("123456789012", Wire.Body(Emulator, "GetId", 0)["AccountId"]);
        }

        // Null for what is optional keeps what the defaults say of it.
        [Test]
        public void Nulls_keep_the_defaults_of_account_and_roles()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = "";
            CognitoCredentialsOptions.Defaults.AccountId = "210987654321";
            var provider = Kept(new CognitoAWSCredentials(null, Emulator.PoolId, null, null, RegionEndpoint.USEast1));
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual("210987654321", Wire.Body(Emulator, "GetId", 0)["AccountId"]);
            Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"), "no roles: the enhanced flow");
        }

        // Null where something is needed: the parameter is named.
        [Test]
        public void Null_is_an_argument_error()
        {
            Assert.AreEqual("identityPoolId", Argument(() => new CognitoAWSCredentials(null, RegionEndpoint.EUWest1)));
            Assert.AreEqual("region", Argument(() => new CognitoAWSCredentials(Pool, null)));
            Assert.AreEqual("identityPoolId", Argument(() => new CognitoAWSCredentials(
                "1", null, null, null, RegionEndpoint.EUWest1)));
            Assert.AreEqual("region", Argument(() => new CognitoAWSCredentials("1", Pool, null, null, null)));
            Assert.AreEqual("options", Argument(() => new CognitoAWSCredentials(null)));
            Assert.AreEqual("options", Argument(() => new CognitoAWSCredentials(new CognitoCredentialsOptions())));
        }

        // What the library refuses names the option and says what would be right.
        [TestCase("us-east-1_Ab12cdEf3", "user pool")]
        [TestCase("1699ebc0-7900-4099-b910-2df94f52a030", "us-east-1:")]
        [TestCase("", "us-east-1:")]
        [TestCase(" :1699ebc0", "white space")]
        [TestCase(":1699ebc0", "IdentityPoolId")]
        [TestCase("mars-north-1:1699ebc0-7900", "mars-north-1")]
        public void A_bad_pool_id_is_an_invalid_option(string pool, string words)
        {
            var error = Assert.Throws<CognitoException>(
                () => new CognitoAWSCredentials(new CognitoCredentialsOptions { IdentityPoolId = pool }));
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, error.Code);
            StringAssert.StartsWith("IdentityPoolId: ", error.Message);
            StringAssert.Contains(words, error.Message);
        }

        // A region that contradicts the pool's id is a mistake, and so is one that does not exist.
        [TestCase("us-east-1", "eu-west-1")]
        [TestCase("mars-north-1", "mars-north-1")]
        public void A_region_that_cannot_be_is_refused(string region, string words)
        {
            var error = Assert.Throws<CognitoException>(
                () => new CognitoAWSCredentials(Pool, RegionEndpoint.GetBySystemName(region)));
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, error.Code);
            StringAssert.StartsWith("Region: ", error.Message);
            StringAssert.Contains(words, error.Message);
        }

        // Without a region it is the one that the pool's id begins with.
        [Test]
        public void The_region_comes_from_the_pool_id()
        {
            using (var provider = new CognitoAWSCredentials(
                new CognitoCredentialsOptions { IdentityPoolId = Pool, StorageDirectory = "" }))
            {
                Assert.AreEqual(RegionEndpoint.EUWest1, provider.Region);
                Assert.AreSame(RegionEndpoint.EUWest1, provider.Region);
            }
        }

        // A failed construction leaves nothing behind that would keep the next one from working.
        [Test]
        public void A_refused_provider_leaves_the_library_usable()
        {
            for (int round = 0; round < 20; round++)
            {
                Assert.Throws<CognitoException>(() => Create(options => options.MaxAttempts = 11));
            }
            Settled.Result(Create().GetIdentityIdAsync());
        }

        // The options are copied: what becomes of them afterwards does not matter.
        [Test]
        public void Later_changes_of_the_options_do_not_count()
        {
            var options = Options();
            var provider = Kept(new CognitoAWSCredentials(options));
            options.Endpoint = "https://nowhere.invalid";
            options.IdentityPoolId = Pool;
            Settled.Result(provider.GetIdentityIdAsync());
            Assert.AreEqual(Emulator.PoolId, provider.IdentityPoolId);
        }

        // What the type allows but the library does not have is refused before anything starts.
        [Test]
        public void Text_that_cannot_be_handed_over_is_an_argument_error()
        {
            var nul = Assert.Throws<ArgumentException>(() => Create(options => options.Profile = "a\0b"));
            Assert.AreEqual("Profile", nul.ParamName);
            var half = Assert.Throws<ArgumentException>(() => Create(options => options.Profile = "a\ud800"));
            Assert.AreEqual("Profile", half.ParamName);
        }

        private static string Argument(TestDelegate creation)
        {
            return Assert.Throws<ArgumentNullException>(creation).ParamName;
        }
    }
}
