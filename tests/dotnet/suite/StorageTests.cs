using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A store of the host's own: what is kept there, and that a failure costs no more than that.</summary>
    [TestFixture]
    public sealed class StorageTests : ProviderTests
    {
        // What one provider stored, the next one has at once.
        [Test]
        public void The_identity_comes_back_from_the_store()
        {
            var storage = new MemoryStorage();
            string id;
            using (var provider = new CognitoAWSCredentials(In(storage)))
            {
                id = Settled.Result(provider.GetIdentityIdAsync());
            }
            StringAssert.Contains(id, storage.Values.Values.Single());
            var again = Kept(new CognitoAWSCredentials(In(storage)));
            Assert.AreEqual(id, again.GetCachedIdentityId());
            Assert.AreEqual(id, Settled.Result(again.GetIdentityIdAsync()));
            Assert.AreEqual(1, Emulator.RequestCount("GetId"));
        }

        // Keys are as documented, so that hosts can use them as file names.
        [Test]
        public void Keys_are_short_and_plain()
        {
            var storage = new MemoryStorage();
            var named = In(storage, options => options.Profile = "Player \u00dc/2");
            using (var provider = new CognitoAWSCredentials(named))
            {
                Settled.Result(provider.GetIdentityIdAsync());
            }
            string key = storage.Values.Keys.Single();
            Assert.That(key, Is.StringMatching("^[a-z0-9_.%-]{1,135}$"));
        }

        // Signing out removes it, also when the provider is disposed at once.
        [Test]
        public void Signing_out_removes_it()
        {
            var storage = new MemoryStorage();
            using (var provider = new CognitoAWSCredentials(In(storage)))
            {
                Settled.Result(provider.GetIdentityIdAsync());
                provider.SignOut();
            }
            var again = Kept(new CognitoAWSCredentials(In(storage)));
            Assert.IsNull(again.GetCachedIdentityId());
        }

        // Credentials only where it is asked for; they make a value longer than the library's first buffer.
        [Test]
        public void Credentials_are_stored_where_it_is_asked_for()
        {
            var storage = new MemoryStorage();
            ImmutableCredentials credentials;
            using (var provider = new CognitoAWSCredentials(In(storage, options => options.PersistCredentials = true)))
            {
                credentials = Settled.Result(provider.GetCredentialsAsync());
            }
            string value = storage.Values.Values.Single();
            StringAssert.Contains(credentials.AccessKey, value);
            var again = Kept(new CognitoAWSCredentials(In(storage, options => options.PersistCredentials = true)));
            var served = Settled.Result(again.GetCredentialsAsync());
            Assert.AreEqual(credentials.AccessKey, served.AccessKey);
            Assert.AreEqual(credentials.SecretKey, served.SecretKey);
            Assert.AreEqual(credentials.Token, served.Token);
            Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        // A value that does not fit the library's first buffer is asked for once more, and read whole.
        [TestCase(100, 1)]
        [TestCase(6000, 2)]
        [TestCase(20000, 2)]
        public void Values_of_any_length_are_read_whole(int length, int loads)
        {
            var storage = new MemoryStorage();
            string token = new string('t', length - 1) + "!";
            using (var provider = new CognitoAWSCredentials(In(storage, options => options.PersistCredentials = true)))
            {
                string id = Settled.Result(provider.GetIdentityIdAsync());
                Emulator.Inject("GetCredentialsForIdentity", 1, "raw=200,{\"IdentityId\":\"" + id
                    + "\",\"Credentials\":{\"AccessKeyId\":\"ASIA\",\"SecretKey\":\"secret\",\"SessionToken\":\""
                    + token + "\",\"Expiration\":4000000000}}");
                Assert.AreEqual(token, Settled.Result(provider.GetCredentialsAsync()).Token);
            }
            int before = storage.Calls.All.Length;
            var again = Kept(new CognitoAWSCredentials(In(storage, options => options.PersistCredentials = true)));
            ImmutableCredentials stored;
            Assert.IsTrue(again.TryGetCachedCredentials(out stored));
            Assert.AreEqual(token, stored.Token);
            Assert.AreEqual(loads, storage.Calls.All.Length - before);
        }

        // Providers that share an instance, a pool and a profile are one player, and others are not.
        [Test]
        public void Providers_that_share_a_store_are_one_player()
        {
            var storage = new MemoryStorage();
            var providers = Enumerable.Range(0, 8)
                .Select(one => Kept(new CognitoAWSCredentials(In(storage)))).ToArray();
            var ids = providers.Select(provider => provider.GetIdentityIdAsync()).ToArray();
            Assert.AreEqual(1, ids.Select(id => Settled.Result(id)).Distinct().Count());
            var other = Kept(new CognitoAWSCredentials(In(storage, options => options.Profile = "player2")));
            Assert.AreNotEqual(ids[0].Result, Settled.Result(other.GetIdentityIdAsync()));
            other.Dispose();
            Assert.AreEqual(2, storage.Values.Count);
        }

        // What it throws costs an event and is reported; the requests go on without.
        [TestCase("load")]
        [TestCase("save")]
        [TestCase("remove")]
        public void A_store_that_throws_degrades_and_no_more(string call)
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var storage = new MemoryStorage();
            storage.BeforeCall = one =>
            {
                if (one.StartsWith(call, StringComparison.Ordinal))
                {
                    throw new FormatException("mine");
                }
            };
            var provider = Kept(new CognitoAWSCredentials(In(storage)));
            var degraded = new Recorder<StoreDegradedArgs>();
            provider.StoreDegraded += (sender, arguments) => degraded.Add(arguments);
            Settled.Result(provider.GetCredentialsAsync());
            provider.SignOut();
            // A new player's save would take the place of a removal that is still to be made.
            reported.First();
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(CognitoErrorCode.Storage, degraded.First().Exception.Code);
            Assert.AreEqual("mine", reported.First().InnerException.Message);
            Assert.AreEqual(call == "save", provider.Snapshot.IsStoreDegraded, "a later save that works mends it");
        }

        // It runs where callbacks are delivered, and at creation and disposal on the caller's thread.
        [Test]
        public void It_is_called_on_the_dispatching_thread()
        {
            var storage = new MemoryStorage();
            var threads = new Recorder<string>();
            storage.BeforeCall = call => threads.Add(
                call.Split(' ')[0] + " on " + (System.Threading.Thread.CurrentThread.Name == "CognitoNative callbacks"
                    ? "the dispatching thread" : "another"));
            var provider = Kept(new CognitoAWSCredentials(In(storage)));
            Assert.AreEqual(new[] { "load on another" }, threads.All);
            Settled.Result(provider.GetIdentityIdAsync());
            Assert.AreEqual("save on the dispatching thread", threads.WaitFor(2)[1]);
        }

        // A store may use the provider's own calls: it runs with no lock held.
        [Test]
        public void It_may_use_the_provider()
        {
            var storage = new MemoryStorage();
            CognitoAWSCredentials provider = null;
            Task<string> inside = null;
            storage.BeforeCall = call =>
            {
                if (provider != null && inside == null)
                {
                    inside = provider.GetIdentityIdAsync();
                }
            };
            provider = Kept(new CognitoAWSCredentials(In(storage)));
            string id = Settled.Result(provider.GetIdentityIdAsync());
            storage.Calls.WaitFor(2);
            Assert.AreEqual(id, Settled.Result(inside));
        }

        // It and a directory exclude each other, which the library says.
        [Test]
        public void A_directory_beside_it_is_refused()
        {
            var error = Assert.Throws<CognitoException>(() => Create(options => options.Storage = new MemoryStorage()));
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, error.Code);
            StringAssert.StartsWith("Storage: ", error.Message);
        }

        private CognitoCredentialsOptions In(MemoryStorage storage, Action<CognitoCredentialsOptions> adjust = null)
        {
            var options = Options(adjust);
            options.StorageDirectory = null;
            options.Storage = storage;
            return options;
        }
    }
}
