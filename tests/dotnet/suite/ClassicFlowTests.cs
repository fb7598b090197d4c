using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The classic flow: GetOpenIdToken, then the Security Token Service with the roles given.</summary>
    [TestFixture]
    public sealed class ClassicFlowTests : ProviderTests
    {
        internal const string GuestRole = "arn:aws:iam::123456789012:role/Guest";
        internal const string PlayerRole = "arn:aws:iam::123456789012:role/Player";

        // The role is that of the present state, and a guest who signs in keeps the identity.
        [Test]
        public void The_role_follows_the_logins()
        {
            var provider = Create(Classic);
            var guest = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(GuestRole, Emulator.IssuedCredentials(guest.AccessKey)["role_arn"]);
            Assert.AreEqual("player-session", Emulator.IssuedCredentials(guest.AccessKey)["session_name"]);
            Assert.AreEqual(guest.IdentityId, Emulator.IssuedCredentials(guest.AccessKey)["identity_id"]);

            provider.AddLogin(Game, "ann");
            var player = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(guest.IdentityId, player.IdentityId);
            Assert.AreEqual(PlayerRole, Emulator.IssuedCredentials(player.AccessKey)["role_arn"]);
            Assert.AreEqual(2, Emulator.RequestCount("AssumeRoleWithWebIdentity"));
            Assert.AreEqual(0, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        // Session name, policy, policy ARNs and duration are sent as they were given.
        [Test]
        public void The_session_is_as_the_options_say()
        {
            const string Policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
            var provider = Create(options =>
            {
                Classic(options);
                options.SessionPolicy = Policy;
                options.PolicyArns = new[] { "arn:aws:iam::aws:policy/One", "arn:aws:iam::aws:policy/Two" };
                options.SessionDuration = TimeSpan.FromMinutes(20);
            });
            var before = DateTime.UtcNow;
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            string sent = Json.Write(Wire.Request(Emulator, "AssumeRoleWithWebIdentity", 0));
            foreach (string word in new[] { "player-session", "2012-10-17", "policy/One", "policy/Two", "1200" })
            {
                // The writer of JSON escapes slashes.
                StringAssert.Contains(word, Uri.UnescapeDataString(sent).Replace("\\/", "/"));
            }
            Assert.That(credentials.Expiration, Is.InRange(before.AddMinutes(19), DateTime.UtcNow.AddMinutes(21)));
        }

        // The game's backend's token goes straight to the Security Token Service.
        [Test]
        public void A_developer_identity_needs_no_open_id_token()
        {
            KeyValuePair<string, string> user = Emulator.DeveloperIdentity("7");
            var provider = Create(Classic);
            provider.LoginSource = Sources.Answer(CognitoLogins.Developer(user.Key, user.Value));
            Assert.AreEqual(user.Key, Settled.Result(provider.GetCredentialsAsync()).IdentityId);
            Assert.AreEqual(0, Emulator.RequestCount("GetOpenIdToken"));
            Assert.AreEqual(1, Emulator.RequestCount("AssumeRoleWithWebIdentity"));
        }

        // What the Security Token Service refuses is told like the rest.
        [Test]
        public void A_refusal_of_the_role_has_its_code()
        {
            var provider = Create(Classic);
            Emulator.InjectForever("AssumeRoleWithWebIdentity", "error=403,AccessDenied,Not authorized to perform sts");
            var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.RoleNotAllowed);
            Assert.AreEqual("AccessDenied", error.AwsErrorCode);
            Assert.AreEqual(403, error.HttpStatus);
        }

        private void Classic(CognitoCredentialsOptions options)
        {
            options.StsEndpoint = Emulator.Endpoint;
            options.AuthRoleArn = PlayerRole;
            options.UnAuthRoleArn = GuestRole;
            options.RoleSessionName = "player-session";
        }
    }
}
