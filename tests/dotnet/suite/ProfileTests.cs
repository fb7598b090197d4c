using System;
using System.IO;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The players of this device: listed, and removed.</summary>
    [TestFixture]
    public sealed class ProfileTests : ProviderTests
    {
        [Test]
        public void Profiles_are_listed_and_deleted()
        {
            string directory = NewDirectory();
            Assert.AreEqual(new string[0], CognitoProfiles.List(In(directory)));
            foreach (string profile in new[] { "two", "one", "\u00dcber Dr\u00e9i/3" })
            {
                Play(directory, profile);
            }
            Assert.AreEqual(new[] { "one", "two", "\u00dcber Dr\u00e9i/3" }, CognitoProfiles.List(In(directory)));
            CognitoProfiles.Delete(In(directory), "two");
            Assert.AreEqual(new[] { "one", "\u00dcber Dr\u00e9i/3" }, CognitoProfiles.List(In(directory)));
            CognitoProfiles.Delete(In(directory), "two");
            CognitoProfiles.Delete(In(directory), "\u00dcber Dr\u00e9i/3");
            Assert.AreEqual(new[] { "one" }, CognitoProfiles.List(In(directory)));
        }

        // The next player of a deleted profile is a new one.
        [Test]
        public void A_deleted_player_is_another_next_time()
        {
            string directory = NewDirectory();
            string id = Play(directory, "one");
            Assert.AreEqual(id, Play(directory, "one"));
            CognitoProfiles.Delete(In(directory), "one");
            Assert.AreNotEqual(id, Play(directory, "one"));
        }

        // Pools do not see each other's players.
        [Test]
        public void Each_pool_has_profiles_of_its_own()
        {
            string directory = NewDirectory();
            Play(directory, "one");
            var other = In(directory);
            other.IdentityPoolId = Emulator.AddPool();
            Assert.AreEqual(new string[0], CognitoProfiles.List(other));
        }

        // The host's own store can delete, and cannot list.
        [Test]
        public void A_store_of_the_host_can_delete_only()
        {
            var storage = new MemoryStorage();
            var options = In(null);
            options.Storage = storage;
            options.Profile = "one";
            using (var provider = new CognitoAWSCredentials(options))
            {
                Settled.Result(provider.GetIdentityIdAsync());
            }
            Assert.AreEqual(1, storage.Values.Count);
            CognitoProfiles.Delete(options, "one");
            Assert.AreEqual(0, storage.Values.Count);
            Assert.AreEqual(CognitoErrorCode.Unsupported, Assert.Throws<CognitoException>(
                () => CognitoProfiles.List(options)).Code);
        }

        [Test]
        public void Mistakes_are_told()
        {
            string directory = NewDirectory();
            Assert.AreEqual("options", Assert.Throws<ArgumentNullException>(
                () => CognitoProfiles.List(null)).ParamName);
            Assert.AreEqual("options", Assert.Throws<ArgumentNullException>(
                () => CognitoProfiles.Delete(null, "one")).ParamName);
            Assert.AreEqual("profile", Assert.Throws<ArgumentNullException>(
                () => CognitoProfiles.Delete(In(directory), null)).ParamName);
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, Assert.Throws<CognitoException>(
                () => CognitoProfiles.Delete(In(directory), new string('x', 65))).Code);
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, Assert.Throws<CognitoException>(
                () => CognitoProfiles.List(new CognitoCredentialsOptions())).Code);
            string file = Path.Combine(directory, "file");
            File.WriteAllText(file, "");
            Assert.AreEqual(CognitoErrorCode.Storage, Assert.Throws<CognitoException>(
                () => CognitoProfiles.List(In(Path.Combine(file, "below")))).Code);
        }

        private string Play(string directory, string profile)
        {
            var options = In(directory);
            options.Profile = profile;
            using (var provider = new CognitoAWSCredentials(options))
            {
                return Settled.Result(provider.GetIdentityIdAsync());
            }
        }

        private CognitoCredentialsOptions In(string directory)
        {
            return Options(options => options.StorageDirectory = directory);
        }
    }
}
