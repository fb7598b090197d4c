using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The logins that the host sets: what counts, the limits, and what they make of the player.</summary>
    [TestFixture]
    public sealed class LoginTests : ProviderTests
    {
        [Test]
        public void There_are_none_at_first()
        {
            var provider = Create();
            Check(provider);
            provider.RemoveLogin(Game);
            provider.ClearLogins();
            Check(provider);
        }

        // Each change counts at once, without a request.
        [Test]
        public void Logins_are_added_replaced_and_removed()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            Check(provider, Game);
            provider.AddLogin(Game, "bob");
            Check(provider, Game);
            provider.AddLogin(Google, "token");
            Check(provider, Game, Google);
            provider.RemoveLogin(Game);
            Check(provider, Google);
            provider.SetLogins(new Dictionary<string, string> { { "one.example", "1" }, { "two.example", "2" } });
            Check(provider, "one.example", "two.example");
            provider.SetLogins(new Dictionary<string, string>());
            Check(provider);
            provider.AddLogin(Game, "ann");
            provider.ClearLogins();
            Check(provider);
            provider.AddLogin(Game, "ann");
            provider.SignOut();
            Check(provider);
            Assert.AreEqual(0, Emulator.RequestCount());
        }

        // The service gets the names and tokens that are set, letter by letter.
        [Test]
        public void The_service_gets_them_as_they_are()
        {
            var provider = Create();
            provider.AddLogin(Game, "Ann \u00c4\u20ac\ud83d\ude00 \"quoted\"");
            Settled.Result(provider.GetIdentityIdAsync());
            var sent = (Dictionary<string, object>)Wire.Body(Emulator, "GetId", 0)["Logins"];
            Assert.AreEqual(new[] { Game }, sent.Keys.ToArray());
            Assert.AreEqual("Ann \u00c4\u20ac\ud83d\ude00 \"quoted\"", sent[Game]);
        }

        // A guest who signs in stays the same player.
        [Test]
        public void A_guest_keeps_the_identity_on_signing_in()
        {
            var provider = Create();
            var guest = Settled.Result(provider.GetCredentialsAsync());
            provider.AddLogin(Google, GoogleToken("ann"));
            var ann = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(guest.IdentityId, ann.IdentityId);
            Assert.AreNotEqual(guest.AccessKey, ann.AccessKey);
            Assert.AreEqual(1, Emulator.Identities().Length);
        }

        // After signing out it is another player, and signing in again leads back.
        [Test]
        public void Signing_out_makes_another_player()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            string ann = Settled.Result(provider.GetIdentityIdAsync());
            provider.SignOut();
            Assert.IsNull(provider.GetCachedIdentityId());
            provider.AddLogin(Game, "bob");
            Assert.AreNotEqual(ann, Settled.Result(provider.GetIdentityIdAsync()));
            provider.Clear();
            Assert.AreNotEqual(ann, Settled.Result(provider.GetIdentityIdAsync()), "a guest");
            provider.SignOut();
            provider.AddLogin(Game, "ann");
            Assert.AreEqual(ann, Settled.Result(provider.GetIdentityIdAsync()));
        }

        // Removing the logins only is no signing out: the identity is the player's, whom a guest may not be.
        [Test]
        public void Without_the_login_the_identity_is_not_to_be_had()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            string ann = Settled.Result(provider.GetIdentityIdAsync());
            provider.ClearLogins();
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            provider.AddLogin(Game, "ann");
            Assert.AreEqual(ann, Settled.Result(provider.GetCredentialsAsync()).IdentityId);
        }

        // A request under way is answered under the new logins.
        [Test]
        public void A_change_counts_for_requests_under_way()
        {
            Emulator.Hold("GetCredentialsForIdentity");
            var provider = Create();
            var request = provider.GetCredentialsAsync();
            Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
            provider.AddLogin(Game, "ann");
            Emulator.Release();
            var credentials = Settled.Result(request);
            int last = Emulator.RequestCount("GetCredentialsForIdentity") - 1;
            var sent = Wire.Body(Emulator, "GetCredentialsForIdentity", last);
            Assert.AreEqual("ann", ((Dictionary<string, object>)sent["Logins"])[Game]);
            Assert.AreEqual(credentials.IdentityId, sent["IdentityId"]);
        }

        // The limits of the service are checked at once, the message has them, and nothing has changed.
        [Test]
        public void Limits_are_told_at_once()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            Refused(provider, CognitoErrorCode.InvalidLoginName, "1 to 128", new string('n', 129), "token");
            Refused(provider, CognitoErrorCode.InvalidLoginName, "1 to 128", "", "token");
            Refused(provider, CognitoErrorCode.InvalidLoginName, "control", "a\nb", "token");
            Refused(provider, CognitoErrorCode.InvalidLoginToken, "1 to 50000", Google, new string('t', 50001));
            Refused(provider, CognitoErrorCode.InvalidLoginToken, "1 to 50000", Google, "");
            Check(provider, Game);
            provider.AddLogin(new string('n', 128), new string('t', 50000));
            provider.SetLogins(Many(10));
            Refused(provider, CognitoErrorCode.TooManyLogins, "10", "one.more.example", "token");
            var error = Assert.Throws<CognitoException>(() => provider.SetLogins(Many(11)));
            Assert.AreEqual(CognitoErrorCode.TooManyLogins, error.Code);
            Check(provider, Many(10).Keys.ToArray());
            Assert.AreEqual(CognitoErrorCode.InvalidLoginName, Assert.Throws<CognitoException>(
                () => provider.RemoveLogin("")).Code);
            Assert.IsFalse(provider.ContainsProvider(""));
        }

        // Null and text that is none are the caller's mistakes.
        [Test]
        public void Arguments_are_checked()
        {
            var provider = Create();
            Assert.AreEqual("providerName", Null(() => provider.AddLogin(null, "token")));
            Assert.AreEqual("token", Null(() => provider.AddLogin(Game, null)));
            Assert.AreEqual("providerName", Null(() => provider.RemoveLogin(null)));
            Assert.AreEqual("providerName", Null(() => provider.ContainsProvider(null)));
            Assert.AreEqual("logins", Null(() => provider.SetLogins(null)));
            var withNull = new Dictionary<string, string> { { Game, null } };
            Assert.AreEqual("logins", Null(() => provider.SetLogins(withNull)));
            foreach (string bad in new[] { "a\0b", "a\ud800" })
            {
                var error = Assert.Throws<ArgumentException>(() => provider.AddLogin(Game, "secret" + bad));
                Assert.AreEqual("token", error.ParamName);
                StringAssert.DoesNotContain("secret", error.ToString());
                Assert.AreEqual("providerName", Assert.Throws<ArgumentException>(
                    () => provider.AddLogin(bad, "token")).ParamName);
            }
            Check(provider);
        }

        // Each bad token has a code of its own and says what to do.
        [Test]
        public void A_token_that_the_service_refuses_has_its_code_and_hint()
        {
            var provider = Create();
            string guest = Settled.Result(provider.GetIdentityIdAsync());
            provider.AddLogin(Google, GoogleToken("ann", -100));
            StringAssert.Contains("fresh token", Settled.Error(
                provider.GetCredentialsAsync(), CognitoErrorCode.LoginExpired).Hint);
            provider.AddLogin(Google, Emulator.IssueToken(Google, "ann", "another game"));
            var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRejected);
            Assert.AreEqual("NotAuthorizedException", error.AwsErrorCode);
            Assert.That(error.Hint, Is.Not.Null.And.Not.Empty);
            provider.AddLogin(Google, GoogleToken("ann"));
            Assert.AreEqual(guest, Settled.Result(provider.GetCredentialsAsync()).IdentityId, "it was not lost");
        }

        // The answer type of a login source: a dictionary to write, without the tokens to read.
        [Test]
        public void Logins_are_a_collection()
        {
            var logins = new CognitoLogins { { Game, "first" }, { Google, "two" }, { Game, "one" } };
            Assert.AreEqual(2, logins.Count);
            Assert.AreEqual("one", logins.Single(login => login.Key == Game).Value);
            Assert.AreEqual(2, ((System.Collections.IEnumerable)logins).Cast<object>().Count());
            StringAssert.Contains(Game, logins.ToString());
            Assert.AreEqual(0, CognitoLogins.None.Count);
            Assert.AreNotSame(CognitoLogins.None, CognitoLogins.None, "nobody can add to everybody's");
            Assert.AreEqual("providerName", Null(() => logins.Add(null, "token")));
            Assert.AreEqual("token", Null(() => logins.Add(Game, null)));
            Assert.AreEqual("identityId", Null(() => CognitoLogins.Developer(null, "token")));
            Assert.AreEqual("token", Null(() => CognitoLogins.Developer("id", null)));
        }

        internal static void Check(CognitoAWSCredentials provider, params string[] names)
        {
            CollectionAssert.AreEquivalent(names, provider.CurrentLoginProviders);
            Assert.AreEqual(names.Length, provider.LoginsCount);
            foreach (string name in names)
            {
                Assert.IsTrue(provider.ContainsProvider(name), name);
            }
            Assert.IsFalse(provider.ContainsProvider("nobody.example"));
        }

        private static void Refused(
            CognitoAWSCredentials provider, CognitoErrorCode code, string words, string name, string token)
        {
            var error = Assert.Throws<CognitoException>(() => provider.AddLogin(name, token));
            Assert.AreEqual(code, error.Code);
            StringAssert.Contains(words, error.Message);
        }

        private static Dictionary<string, string> Many(int count)
        {
            return Enumerable.Range(0, count).ToDictionary(one => one + ".example", one => "token");
        }

        private static string Null(TestDelegate call)
        {
            return Assert.Throws<ArgumentNullException>(call).ParamName;
        }
    }
}
