using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>No token and no key is in any text that may be logged: of errors, of objects, of the log.</summary>
    [TestFixture]
    public sealed class SecretTests : ProviderTests
    {
        private const string Secret = "hunter2hunter2";

        // Everything that happens in a session with logins, a login source and failures, at the most talkative level.
        [Test]
        public void A_whole_session_tells_no_secret()
        {
            var told = new Recorder<string>();
            CognitoLog.Message += (level, text) => told.Add(text);
            CognitoLog.UnhandledException += exception => told.Add(exception.ToString());
            CognitoLog.Level = CognitoLogLevel.Debug;
            var secrets = new List<string> { Secret };
            var provider = Create(options =>
            {
                options.PersistCredentials = true;
                options.StorageDirectory = NewDirectory();
                options.MaxAttempts = 1;
            });
            Listen(provider, told);
            provider.AddLogin(Game, Secret);
            Collect(provider, secrets, told);
            foreach (string fault in new[] { "throttle", "malformed", "captive-portal", "missing=SecretKey", "reset" })
            {
                // Not once: what is reset on a reused connection is sent again on a new one.
                Emulator.InjectForever("any", fault);
                told.Add(Settled.Failure<CognitoException>(provider.RefreshAsync()).ToString());
                Emulator.ClearFaults();
            }
            Emulator.Inject("any", 1, "error=400,NotAuthorizedException,Invalid login token.");
            told.Add(Settled.Failure<CognitoException>(provider.RefreshAsync()).ToString());
            provider.SignOut();
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, Secret } });
            Collect(provider, secrets, told);
            provider.AddLogin(Google, Secret);
            told.Add(Settled.Failure<CognitoException>(provider.GetCredentialsAsync()).ToString());
            told.Add(provider.ToString());
            Drain(provider);
            provider.Dispose();
            Assert.That(told.All.Length, Is.GreaterThan(30), "the log is on");
            Assert.That(secrets.Count, Is.GreaterThan(6));
            foreach (string secret in secrets)
            {
                foreach (string text in told.All)
                {
                    StringAssert.DoesNotContain(secret, text);
                }
            }
        }

        // A token that is refused is not repeated in the refusal.
        [Test]
        public void A_refused_token_is_not_told()
        {
            var provider = Create();
            string tooLong = string.Concat(Enumerable.Repeat(Secret, 4000));
            foreach (string token in new[] { tooLong, Secret + "\n", Secret + "\0", Secret + "\ud800" })
            {
                var refused = Assert.Catch<Exception>(() => provider.AddLogin(Game, token));
                StringAssert.DoesNotContain(Secret, refused.ToString());
                var all = Assert.Catch<Exception>(
                    () => provider.SetLogins(new Dictionary<string, string> { { Game, token } }));
                StringAssert.DoesNotContain(Secret, all.ToString());
            }
        }

        // An answer of a login source that is not valid is told without it.
        [Test]
        public void A_refused_answer_of_a_login_source_is_not_told()
        {
            var provider = Create();
            foreach (string token in new[] { Secret + "\n", Secret + "\0" })
            {
                provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, token } });
                var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
                StringAssert.DoesNotContain(Secret, error.ToString());
            }
        }

        // A proxy's password is a secret too.
        [Test]
        public void A_proxy_password_is_not_told()
        {
            var refused = Assert.Throws<CognitoException>(
                () => Create(options => options.ProxyUrl = "nonsense://user:" + Secret + "@host"));
            StringAssert.DoesNotContain(Secret, refused.ToString());
            var provider = Create(options =>
            {
                options.Endpoint = "https://cognito-identity.us-east-1.amazonaws.com";
                options.ProxyUrl = "http://user:" + Secret + "@127.0.0.1:1";
                options.MaxAttempts = 1;
            });
            StringAssert.DoesNotContain(Secret, Settled.Error(
                provider.GetCredentialsAsync(), CognitoErrorCode.Network).ToString());
        }

        // The objects that hold secrets do not show them.
        [Test]
        public void Objects_show_no_secret()
        {
            var credentials = new ImmutableCredentials("ASIAKEY", Secret, "token" + Secret, DateTime.UtcNow, "id");
            StringAssert.DoesNotContain(Secret, credentials.ToString());
            StringAssert.Contains("ASIAKEY", credentials.ToString());
            StringAssert.DoesNotContain(Secret, new CognitoLogins { { Game, Secret } }.ToString());
            StringAssert.DoesNotContain(Secret, CognitoLogins.Developer("id", Secret).ToString());
            StringAssert.Contains("id", CognitoLogins.Developer("id", Secret).ToString());
            StringAssert.DoesNotContain(Secret, new AmazonCognitoIdentityResult<ImmutableCredentials>(
                credentials, null, null).ToString());
            StringAssert.DoesNotContain(Secret, new CognitoCredentialsOptions { ProxyUrl = Secret }.ToString());
        }

        // Secrets are in the properties that say so, and in no other.
        [Test]
        public void No_other_property_holds_a_secret()
        {
            var allowed = new[] { "SecretKey", "Token" };
            var credentials = new ImmutableCredentials("ASIAKEY", Secret, Secret, DateTime.UtcNow, "id");
            foreach (PropertyInfo property in typeof(ImmutableCredentials).GetProperties())
            {
                string text = Convert.ToString(property.GetValue(credentials, null));
                Assert.AreEqual(allowed.Contains(property.Name), text.Contains(Secret), property.Name);
            }
        }

        private static void Collect(CognitoAWSCredentials provider, List<string> secrets, Recorder<string> told)
        {
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            secrets.Add(credentials.SecretKey);
            secrets.Add(credentials.Token);
            secrets.Add(Settled.Result(provider.GetOpenIdTokenAsync()));
            told.Add(credentials.ToString());
            told.Add(provider.Snapshot.ToString());
        }

        private static void Listen(CognitoAWSCredentials provider, Recorder<string> told)
        {
            provider.RefreshFailed += (sender, arguments) => told.Add(arguments.Exception.ToString());
            provider.LoginRequired += (sender, arguments) => told.Add(arguments.Exception.ToString());
            provider.StoreDegraded += (sender, arguments) => told.Add(arguments.Exception.ToString());
            provider.IdentityChangedEvent += (sender, arguments) => told.Add(arguments + " " + arguments.NewIdentityId);
            provider.CredentialsRefreshed += (sender, arguments) => told.Add(arguments.ToString());
        }
    }
}
