using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The awaitable requests: what each answers, and how many exchanges it takes.</summary>
    [TestFixture]
    public sealed class TaskTests : ProviderTests
    {
        // A new player is one GetId; afterwards the id is known.
        [Test]
        public void An_identity_id_is_made_once()
        {
            var provider = Create();
            string id = Settled.Result(provider.GetIdentityIdAsync());
            Assert.AreEqual(Emulator.Identities().Single(), id);
            Assert.AreEqual(id, Settled.Result(provider.GetIdentityIdAsync()));
            Assert.AreEqual(1, Emulator.RequestCount());
        }

        // Credentials are those that the service issued for this identity, whole, with a UTC expiry.
        [Test]
        public void Credentials_are_what_the_service_issued()
        {
            var provider = Create();
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            var issued = Emulator.IssuedCredentials(credentials.AccessKey);
            Assert.AreEqual(issued["identity_id"], credentials.IdentityId);
            Assert.AreEqual(Emulator.Identities().Single(), credentials.IdentityId);
            Assert.That(credentials.SecretKey, Is.Not.Null.And.Not.Empty);
            Assert.That(credentials.Token, Is.Not.Null.And.Not.Empty);
            Assert.IsTrue(credentials.UseToken);
            Assert.AreEqual(DateTimeKind.Utc, credentials.Expiration.Kind);
            Assert.AreEqual((double)issued["expiration_unix_ms"] / 1000, Seconds(credentials.Expiration), 1);
        }

        // Fresh ones are served from memory: as one object, since most callers ask again and again.
        [Test]
        public void Fresh_credentials_cost_no_exchange()
        {
            var provider = Create();
            var first = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(first.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
            Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        // Any number of callers share one fetch.
        [Test]
        public void Callers_at_once_share_one_fetch()
        {
            Emulator.Hold("GetCredentialsForIdentity");
            var provider = Create();
            var tasks = Enumerable.Range(0, 50).Select(one => provider.GetCredentialsAsync()).ToArray();
            Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
            Emulator.Release();
            var keys = tasks.Select(task => Settled.Result(task).AccessKey).Distinct();
            Assert.AreEqual(1, keys.Count());
            Assert.AreEqual(2, Emulator.RequestCount());
        }

        [Test]
        public void A_refresh_fetches_new_ones_for_the_same_identity()
        {
            var provider = Create();
            var old = Settled.Result(provider.GetCredentialsAsync());
            var refreshed = Settled.Result(provider.RefreshAsync());
            Assert.AreNotEqual(old.AccessKey, refreshed.AccessKey);
            Assert.AreEqual(old.IdentityId, refreshed.IdentityId);
            Assert.AreEqual(refreshed.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
            Assert.AreEqual(1, Emulator.Identities().Length);
        }

        // An OpenID token is a JSON Web Token, and each call asks for one.
        [Test]
        public void An_open_id_token_is_never_cached()
        {
            var provider = Create();
            string token = Settled.Result(provider.GetOpenIdTokenAsync());
            Assert.AreEqual(3, token.Split('.').Length, "a JSON Web Token");
            Settled.Result(provider.GetOpenIdTokenAsync());
            Assert.AreEqual(2, Emulator.RequestCount("GetOpenIdToken"));
            Assert.AreEqual(1, Emulator.RequestCount("GetId"));
        }

        // The service forgets the link, and so does the provider.
        [Test]
        public void A_login_can_be_unlinked()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            provider.AddLogin(Google, GoogleToken("ann"));
            Settled.Result(provider.GetCredentialsAsync());
            Settled.Success(provider.UnlinkLoginAsync(Game));
            Assert.AreEqual(1, Emulator.RequestCount("UnlinkIdentity"));
            Assert.AreEqual(new[] { Google }, provider.CurrentLoginProviders);
            Assert.IsFalse(provider.ContainsProvider(Game));
        }

        [Test]
        public void Only_a_login_that_is_set_can_be_unlinked()
        {
            var provider = Create();
            var error = Assert.Throws<CognitoException>(() => provider.UnlinkLoginAsync(Game));
            Assert.AreEqual(CognitoErrorCode.InvalidLoginName, error.Code);
            Assert.AreEqual(
                "providerName", Assert.Throws<ArgumentNullException>(() => provider.UnlinkLoginAsync(null)).ParamName);
            Assert.AreEqual(0, Emulator.RequestCount());
        }

        // A failure is the task's, as a CognitoException that awaiting throws as it is.
        [Test]
        public void A_failure_is_thrown_by_await()
        {
            Emulator.InjectForever("GetId", "error=400,ResourceNotFoundException,IdentityPool not found");
            var provider = Create();
            foreach (Task task in new Task[]
            {
                provider.GetIdentityIdAsync(), provider.GetCredentialsAsync(), provider.RefreshAsync(),
                provider.GetOpenIdTokenAsync()
            })
            {
                Settled.Error(task, CognitoErrorCode.PoolNotFound);
            }
        }

        // Credentials that a service refused are replaced by the next request; naming older ones changes nothing.
        [Test]
        public void Refused_credentials_are_replaced()
        {
            var provider = Create();
            var first = Settled.Result(provider.GetCredentialsAsync());
            provider.Invalidate(first.AccessKey);
            var second = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreNotEqual(first.AccessKey, second.AccessKey);
            provider.Invalidate(first.AccessKey);
            Assert.AreEqual(second.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
            provider.Invalidate();
            Assert.AreNotEqual(second.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
        }

        // Credentials alone; identity and credentials; or everything, the logins too.
        [Test]
        public void Each_clear_forgets_what_its_name_says()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            var first = Settled.Result(provider.GetCredentialsAsync());
            provider.ClearCredentials();
            Assert.AreEqual(first.IdentityId, provider.GetCachedIdentityId());
            var second = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreNotEqual(first.AccessKey, second.AccessKey);
            Assert.AreEqual(first.IdentityId, second.IdentityId);

            provider.ClearIdentityCache();
            Assert.IsNull(provider.GetCachedIdentityId());
            Assert.AreEqual(1, provider.LoginsCount);
            Assert.AreEqual(first.IdentityId, Settled.Result(provider.GetIdentityIdAsync()), "by the login");

            provider.Clear();
            Assert.IsNull(provider.GetCachedIdentityId());
            Assert.AreEqual(0, provider.LoginsCount);
            Assert.AreNotEqual(first.IdentityId, Settled.Result(provider.GetIdentityIdAsync()));
        }

        private static double Seconds(DateTime time)
        {
            return (time - new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds;
        }
    }
}
