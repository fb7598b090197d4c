using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What is kept in a directory between launches, and the identity ids that other SDKs kept.</summary>
    [TestFixture]
    public sealed class PersistenceTests : ProviderTests
    {
        [Test]
        public void The_identity_survives_a_restart_and_profiles_are_different_players()
        {
            string directory = NewDirectory();
            string first = OnceIn(directory);
            var again = Create(options => options.StorageDirectory = directory);
            Assert.AreEqual(first, again.GetCachedIdentityId(), "at once");
            again.Dispose();
            Assert.AreNotEqual(first, OnceIn(directory, options => options.Profile = "player2"));
            Assert.AreEqual(first, OnceIn(directory));
            Assert.AreEqual(2, Emulator.RequestCount("GetId"));
        }

        // Signing out and clearing count also when the program ends right after.
        [Test]
        public void What_was_cleared_does_not_come_back()
        {
            foreach (Action<CognitoAWSCredentials> leave in new Action<CognitoAWSCredentials>[]
            {
                provider => provider.SignOut(), provider => provider.Clear(), provider => provider.ClearIdentityCache()
            })
            {
                string directory = NewDirectory();
                OnceIn(directory);
                using (var provider = new CognitoAWSCredentials(
                    Options(options => options.StorageDirectory = directory)))
                {
                    leave(provider);
                }
                Assert.IsNull(Create(options => options.StorageDirectory = directory).GetCachedIdentityId());
            }
        }

        // Credentials too, where it is asked for, and then no exchange at all is needed.
        [Test]
        public void Credentials_survive_where_it_is_asked_for()
        {
            string directory = NewDirectory();
            Action<CognitoCredentialsOptions> persisting = options => options.PersistCredentials = true;
            string key;
            using (var provider = new CognitoAWSCredentials(Options(options =>
            {
                options.StorageDirectory = directory;
                persisting(options);
            })))
            {
                key = Settled.Result(provider.GetCredentialsAsync()).AccessKey;
            }
            int requests = Emulator.RequestCount();
            var again = Create(options =>
            {
                options.StorageDirectory = directory;
                persisting(options);
            });
            Assert.AreEqual(key, Settled.Result(again.GetCredentialsAsync()).AccessKey);
            Assert.AreEqual(requests, Emulator.RequestCount());
        }

        // What another SDK kept is taken once, stored, and never again after it was signed out.
        [Test]
        public void An_initial_identity_is_taken_when_nothing_was_stored()
        {
            string directory = NewDirectory();
            string kept = Emulator.PoolId.Split(':')[0] + ":" + Guid.NewGuid();
            Emulator.AddIdentity(kept);
            Assert.AreEqual(kept, OnceIn(directory, options => options.InitialIdentityId = kept));
            Assert.AreEqual(kept, OnceIn(directory), "stored");
            using (var provider = new CognitoAWSCredentials(Options(options =>
            {
                options.StorageDirectory = directory;
                options.InitialIdentityId = kept;
            })))
            {
                provider.SignOut();
            }
            Assert.AreNotEqual(kept, OnceIn(directory, options => options.InitialIdentityId = kept));
        }

        [Test]
        public void An_identity_of_its_own_excludes_an_initial_one()
        {
            string id = "us-east-1:" + Guid.NewGuid();
            var error = Assert.Throws<CognitoException>(() => Create(options =>
            {
                options.IdentityId = id;
                options.InitialIdentityId = id;
            }));
            StringAssert.StartsWith("InitialIdentityId: ", error.Message);
        }

        // The file of the AWS SDK for C++ in the home directory. HOME is the process's: it is set back.
        [Test]
        public void The_identity_of_the_cpp_sdk_is_taken()
        {
            string home = NewDirectory();
            string kept = Emulator.PoolId.Split(':')[0] + ":" + Guid.NewGuid();
            Emulator.AddIdentity(kept);
            Directory.CreateDirectory(Path.Combine(home, ".aws"));
            File.WriteAllText(
                Path.Combine(home, ".aws", ".identities"),
                "{\"" + Emulator.PoolId + "\":{\"IdentityId\":\"" + kept + "\",\"Logins\":{}}}");
            string before = Native.GetEnvironment("HOME");
            Native.SetEnvironment("HOME", home);
            try
            {
                Assert.AreNotEqual(kept, OnceIn(NewDirectory()));
                Assert.AreEqual(kept, OnceIn(NewDirectory(), options => options.ImportCppSdkIdentity = true));
            }
            finally
            {
                Native.SetEnvironment("HOME", before);
            }
        }

        // A damaged record costs the identity, and an event.
        [Test]
        public void A_damaged_record_is_told()
        {
            string directory = NewDirectory();
            OnceIn(directory);
            File.WriteAllText(Directory.GetFiles(directory, "*.identity").Single(), "garbage");
            var provider = Create(options => options.StorageDirectory = directory);
            var degraded = new Recorder<StoreDegradedArgs>();
            provider.StoreDegraded += (sender, arguments) => degraded.Add(arguments);
            Assert.AreEqual(CognitoErrorCode.Storage, degraded.First().Exception.Code);
            Settled.Result(provider.GetIdentityIdAsync());
        }

        // A server: all are there at once, on the profile that nobody named. The first one's is stored, the others are told.
        [Test]
        public void Players_on_one_profile_have_the_identities_of_their_own_logins()
        {
            string directory = NewDirectory();
            var ids = new Dictionary<string, string>();
            foreach (string player in new[] { "ann", "bob", "carl", "ann", "bob", "carl" })
            {
                var provider = Create(options => options.StorageDirectory = directory);
                provider.AddLogin(Game, player);
                var degraded = new Recorder<StoreDegradedArgs>();
                provider.StoreDegraded += (sender, arguments) => degraded.Add(arguments);
                string id = Settled.Result(provider.GetCredentialsAsync()).IdentityId, before;
                Assert.AreEqual(id, ids.TryGetValue(player, out before) ? before : id, player);
                ids[player] = id;
                if (player != "ann")
                {
                    StringAssert.Contains("profile", degraded.First().Exception.Hint);
                }
                Settled.Result(provider.RefreshAsync());
                Drain(provider);
                Assert.AreEqual(player == "ann" ? 0 : 1, degraded.All.Length, player);
            }
            Assert.AreEqual(3, ids.Values.Distinct().Count());
            Assert.AreEqual(1, Directory.GetFiles(directory, "*.identity").Length);
        }

        private string OnceIn(string directory, Action<CognitoCredentialsOptions> adjust = null)
        {
            var options = Options(adjust);
            options.StorageDirectory = directory;
            using (var provider = new CognitoAWSCredentials(options))
            {
                return Settled.Result(provider.GetIdentityIdAsync());
            }
        }
    }
}
