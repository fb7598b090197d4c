using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Amazon.CognitoIdentity;
using NUnit.Framework;
using AmazonCredentials = Amazon.CognitoIdentity.CognitoAWSCredentials;

namespace CognitoNative.Tests
{
    /// <summary>What code for the AWS SDK does with its credentials, it does with those of AmazonCompat.</summary>
    [TestFixture]
    public sealed class AmazonCompatTests
    {
        private const int AnswerTimeoutMs = 30000;

        private Emulator emulator;

        [SetUp]
        public void PointEverythingToTheEmulator()
        {
            emulator = new Emulator();
            CognitoCredentialsOptions.Defaults.Endpoint = emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = string.Empty;
        }

        [TearDown]
        public void PointBack()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = null;
            CognitoCredentialsOptions.Defaults.StorageDirectory = null;
            emulator.Dispose();
        }

        [Test]
        public void ACallbackGetsCredentialsAndItsState()
        {
            var answered = new TaskCompletionSource<Amazon.CognitoIdentity.AmazonCognitoIdentityResult<
                Amazon.Runtime.ImmutableCredentials>>();
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.GetCredentialsAsync(
                    delegate(Amazon.CognitoIdentity.AmazonCognitoIdentityResult<
                        Amazon.Runtime.ImmutableCredentials> result)
                    {
                        answered.SetResult(result);
                    },
                    new Amazon.Runtime.AsyncOptions { State = "mine", ExecuteCallbackOnMainThread = false });
                var answer = Answer(answered.Task);
                Assert.IsNull(answer.Exception);
                Assert.AreEqual("mine", answer.State);
                Assert.IsTrue(answer.Response.UseToken);
                Assert.IsNotNull(emulator.IssuedCredentials(answer.Response.AccessKey));
                Assert.AreEqual(answer.Response, credentials.GetCredentials());
                Assert.AreEqual(answer.Response, Answer(credentials.GetCredentialsAsync()));
                StringAssert.DoesNotContain(answer.Response.SecretKey, answer.Response.ToString());
                StringAssert.DoesNotContain(answer.Response.Token, answer.Response.ToString());
            }
        }

        [TestCase("NotAuthorizedException", typeof(Amazon.CognitoIdentity.Model.NotAuthorizedException))]
        [TestCase("ResourceNotFoundException", typeof(Amazon.CognitoIdentity.Model.ResourceNotFoundException))]
        [TestCase("InvalidParameterException", typeof(Amazon.CognitoIdentity.Model.InvalidParameterException))]
        [TestCase("NewlyInventedException", typeof(AmazonCognitoIdentityException))]
        public void AnErrorHasTheTypeThatTheSdkGaveIt(string code, Type type)
        {
            emulator.InjectForever("GetId", "error=400," + code + ",no guests here");
            var answered = new TaskCompletionSource<Exception>();
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.GetIdentityIdAsync(result => answered.SetResult(result.Exception));
                var errors = new List<Exception>
                {
                    Answer(answered.Task),
                    Assert.Catch(() => Answer(credentials.GetIdentityIdAsync())),
                    Assert.Catch(() => Answer(credentials.GetCredentialsAsync())),
                    Assert.Catch(() => credentials.GetIdentityId()),
                    Assert.Catch(() => credentials.GetCredentials()),
                };
                foreach (Exception error in errors)
                {
                    Assert.AreEqual(type, error.GetType());
                    var answer = (Amazon.Runtime.AmazonServiceException)error;
                    Assert.AreEqual(code, answer.ErrorCode);
                    Assert.AreEqual(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
                    var original = (CognitoException)answer.InnerException;
                    Assert.AreEqual(original.Message, answer.Message);
                    Assert.AreEqual(original.Hint, answer.Hint);
                    Assert.AreEqual(original.Code, answer.Code);
                }
            }
        }

        [Test]
        public void AnUnreachableServiceIsAClientsError()
        {
            emulator.InjectForever("GetId", "reset");
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                Exception error = Assert.Catch(() => Answer(credentials.GetIdentityIdAsync()));
                Assert.AreEqual(typeof(Amazon.Runtime.AmazonClientException), error.GetType());
                Assert.AreEqual(CognitoErrorCode.Network, ((CognitoException)error).Code);
            }
        }

        [Test]
        public void TheCredentialsAreThoseThatOlderCodeKeepsInItsFields()
        {
            using (var credentials = new AmazonCredentials(
                null, emulator.PoolId, null, null, Amazon.RegionEndpoint.USEast1))
            {
                Amazon.Runtime.AWSCredentials kept = credentials;
                Assert.AreEqual(kept.GetCredentials(), Answer(kept.GetCredentialsAsync()));
                Assert.AreEqual(credentials.GetIdentityId(), credentials.GetCachedIdentityId());
            }
        }

        [Test]
        public void AChangedIdentityIsToldWithTheArgsOfTheSdk()
        {
            var changes = new TaskCompletionSource<AmazonCredentials.IdentityChangedArgs>();
            var credentials = new CachingCredentials(emulator.PoolId);
            using (credentials)
            {
                credentials.IdentityChangedEvent += delegate(object sender, AmazonCredentials.IdentityChangedArgs args)
                {
                    Assert.AreSame(credentials, sender);
                    changes.TrySetResult(args);
                };
                string identityId = credentials.GetIdentityId();
                Assert.AreEqual("id:" + emulator.PoolId, credentials.Key);
                AmazonCredentials.IdentityChangedArgs change = Answer(changes.Task);
                Assert.IsNull(change.OldIdentityId);
                Assert.AreEqual(identityId, change.NewIdentityId);
                Assert.AreEqual(identityId, credentials.Cached);
            }
        }

        [Test]
        public void AnOverrideThatWaitsSignsInADeveloperAuthenticatedPlayer()
        {
            KeyValuePair<string, string> player = emulator.DeveloperIdentity("ann");
            using (var credentials = new BlockingOverride(emulator.PoolId, player))
            {
                Assert.AreEqual(player.Key, Answer(credentials.GetIdentityIdAsync()));
                Assert.IsNotNull(Answer(credentials.GetCredentialsAsync()).Token);
                Assert.AreEqual(1, credentials.Asked);
            }
        }

        [Test]
        public void AnAsynchronousOverrideSignsInADeveloperAuthenticatedPlayer()
        {
            KeyValuePair<string, string> player = emulator.DeveloperIdentity("ben");
            using (var credentials = new AsynchronousOverride(emulator.PoolId, player))
            {
                Assert.IsNotNull(credentials.GetCredentials().Token);
                Assert.AreEqual(player.Key, credentials.GetIdentityId());
                Assert.AreEqual(1, credentials.Asked);
            }
        }

        [Test]
        public void AnOverrideThatAnswersNothingIsExplained()
        {
            using (var credentials = new AsynchronousOverride(emulator.PoolId, null))
            {
                var exception = (CognitoException)Assert.Catch(() => Answer(credentials.GetCredentialsAsync()));
                Assert.AreEqual(CognitoErrorCode.LoginRequired, exception.Code);
                StringAssert.Contains("GetOpenIdTokenForDeveloperIdentity", exception.Message);
            }
        }

        [Test]
        public void AClassThatOverridesNothingOfThisIsAGuest()
        {
            using (var credentials = new CachingCredentials(emulator.PoolId))
            {
                Assert.IsNotNull(Answer(credentials.GetCredentialsAsync()).Token);
            }
            using (var credentials = new CachingCredentials(emulator.PoolId))
            {
                Assert.IsNotNull(credentials.GetCredentials().Token);
                Assert.IsNull(credentials.LoginSource, "a blocking call on Unity's main thread would wait for itself");
            }
        }

        [Test]
        public void TheSdksLoggingSettingsLog()
        {
            var log = new StringWriter();
            var listener = new TextWriterTraceListener(log);
            Trace.Listeners.Add(listener);
            var told = new TaskCompletionSource<bool>();
            Action<CognitoLogLevel, string> onMessage = (level, message) => told.TrySetResult(true);
            Amazon.Util.LoggingConfig logging = Amazon.AWSConfigs.LoggingConfig;
            try
            {
                logging.LogTo = Amazon.LoggingOptions.SystemDiagnostics;
                logging.LogResponses = Amazon.ResponseLoggingOption.Always;
                CognitoLog.Message += onMessage;
                using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
                {
                    Answer(credentials.GetCredentialsAsync());
                    Answer(told.Task);
                }
                StringAssert.Contains("CognitoNative ", log.ToString());
                logging.LogTo = Amazon.LoggingOptions.None;
                Assert.AreEqual(CognitoLogLevel.Off, CognitoLog.Level);
            }
            finally
            {
                CognitoLog.Message -= onMessage;
                logging.LogResponses = Amazon.ResponseLoggingOption.Never;
                logging.LogTo = Amazon.LoggingOptions.None;
                Trace.Listeners.Remove(listener);
            }
        }

        [Test]
        public void AClassThatKeepsTheIdentityItselfIsAskedAndToldToForgetIt()
        {
            string known = emulator.PoolId.Split(':')[0] + ":11111111-1111-4111-8111-111111111111";
            emulator.AddIdentity(known);
            KeepingCredentials.Kept = known;
            using (var credentials = new KeepingCredentials(emulator.PoolId))
            {
                Assert.AreEqual(known, credentials.GetIdentityId());
                credentials.Clear();
                Assert.IsNull(KeepingCredentials.Kept);
                Assert.AreNotEqual(known, Answer(credentials.GetIdentityIdAsync()));
            }
        }

        [Test]
        public void ALoginWithoutATokenIsNotedAndTheServiceIsNotToldOfIt()
        {
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.AddLogin("noted.here.only", "");
                Assert.AreEqual(1, credentials.LoginsCount);
                Assert.AreEqual(new[] { "noted.here.only" }, credentials.CurrentLoginProviders);
                Assert.IsTrue(credentials.ContainsProvider("noted.here.only"));
                Assert.IsNotNull(credentials.GetCredentials().Token);
                credentials.Clear();
                Assert.AreEqual(0, credentials.LoginsCount);
            }
        }

        // Play Games and the like have none for a player who is not signed in.
        [Test]
        public void ANullTokenIsTakenAsAnEmptyOne()
        {
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                credentials.AddLogin("accounts.google.com", null);
                Assert.IsTrue(credentials.ContainsProvider("accounts.google.com"));
                Assert.IsNotNull(credentials.GetCredentials().Token);
            }
        }

        // Code for the SDK catches AmazonClientException and AmazonServiceException, and nothing else.
        [TestCase("YOUR_IDENTITY_POOL_ID", "us-east-1", "stands for an identity pool id")]
        [TestCase("us-east-1:11111111-2222-3333-4444-555555555555", "eu-west-1", "in us-east-1, as its id says")]
        [TestCase("", "us-east-1", "pool")]
        public void WhatTheConstructorRefusesIsAClientsErrorWithTheSameText(string pool, string region, string told)
        {
            CognitoCredentialsOptions.Defaults.Endpoint = null;
            var error = Assert.Throws<Amazon.Runtime.AmazonClientException>(
                () => new AmazonCredentials(pool, Amazon.RegionEndpoint.GetBySystemName(region)));
            var original = (CognitoException)error.InnerException;
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, error.Code);
            Assert.AreEqual(original.Message, error.Message);
            Assert.AreEqual(original.OptionName, error.OptionName);
            StringAssert.Contains(told, error.Message);
        }

        // A field that nobody filled in is "" in Unity's inspector, never null.
        [Test]
        public void WhatIsEmptyIsAsIfItWereNotGiven()
        {
            using (var credentials = new AmazonCredentials("", emulator.PoolId, "", "", Amazon.RegionEndpoint.USEast1))
            {
                Assert.IsNotNull(credentials.GetCredentials().Token);
            }
        }

        // No handler for the SDK expects a null.
        [Test]
        public void AnIdentityThatIsClearedIsNoChangeUntilThereIsAnother()
        {
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                var changes = new Recorder<string>();
                credentials.IdentityChangedEvent += (sender, args) => changes.Add(args.NewIdentityId);
                var first = credentials.GetIdentityId();
                credentials.Clear();
                var second = credentials.GetIdentityId();
                Eventually.IsTrue(() => Array.IndexOf(changes.All, second) >= 0, () => string.Join(" ", changes.All));
                CollectionAssert.AreEqual(new[] { first, second }, changes.All);
            }
        }

        [TestCase("graph.facebook.com", "a\nb")]
        [TestCase("", "token")]
        public void ALoginThatIsNotValidIsAClientsError(string name, string token)
        {
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                var error = Assert.Throws<Amazon.Runtime.AmazonClientException>(() => credentials.AddLogin(name, token));
                Assert.AreEqual(0, credentials.LoginsCount);
                Assert.IsInstanceOf<CognitoException>(error.InnerException);
            }
        }

        // In the order in which the SDK's examples have them.
        [Test]
        public void ErrorsAreCaughtInEitherOrder()
        {
            emulator.InjectForever("GetId", "error=400,NotAuthorizedException,no guests here");
            using (var credentials = new AmazonCredentials(emulator.PoolId, Amazon.RegionEndpoint.USEast1))
            {
                try
                {
                    credentials.GetIdentityId();
                }
                catch (Amazon.Runtime.AmazonClientException)
                {
                    Assert.Fail("the service answered");
                }
                catch (Amazon.Runtime.AmazonServiceException exception)
                {
                    Assert.AreEqual("NotAuthorizedException", exception.ErrorCode);
                }
            }
        }

        [Test]
        public void KeysOfOthersAreHeldAsTheSdkDoes()
        {
            Amazon.Runtime.AWSCredentials kept = new Amazon.Runtime.BasicAWSCredentials("AKIA", "secret");
            Assert.IsFalse(kept.GetCredentials().UseToken);
            kept = new Amazon.Runtime.SessionAWSCredentials("ASIA", "secret", "token");
            Assert.AreEqual("token", Answer(kept.GetCredentialsAsync()).Token);
            kept = new Amazon.Runtime.AnonymousAWSCredentials();
            Assert.Throws<NotSupportedException>(() => kept.GetCredentials());
        }

        private static T Answer<T>(Task<T> task)
        {
            if (Task.WaitAny(new Task[] { task }, AnswerTimeoutMs) < 0)
            {
                throw new TimeoutException("no answer in time");
            }
            return task.GetAwaiter().GetResult();
        }

        private sealed class CachingCredentials : AmazonCredentials
        {
            internal CachingCredentials(string poolId)
                : base(poolId, Amazon.RegionEndpoint.USEast1)
            {
            }

            internal string Cached { get; private set; }

            internal string Key
            {
                get { return GetNamespacedKey("id"); }
            }

            public override void CacheIdentityId(string identityId)
            {
                Cached = identityId;
            }
        }

        private sealed class KeepingCredentials : AmazonCredentials
        {
            internal static string Kept;

            internal KeepingCredentials(string poolId)
                : base(poolId, Amazon.RegionEndpoint.USEast1)
            {
            }

            public override string GetCachedIdentityId()
            {
                return Kept ?? base.GetCachedIdentityId();
            }

            public override void ClearIdentityCache()
            {
                Kept = null;
                base.ClearIdentityCache();
            }
        }

        private sealed class BlockingOverride : AmazonCredentials
        {
            private readonly KeyValuePair<string, string> player;
            private int asked;

            internal BlockingOverride(string poolId, KeyValuePair<string, string> player)
                : base(poolId, Amazon.RegionEndpoint.USEast1)
            {
                this.player = player;
            }

            internal int Asked
            {
                get { return asked; }
            }

            protected override IdentityState RefreshIdentity()
            {
                Interlocked.Increment(ref asked);
                return new IdentityState(player.Key, "login.example.com", player.Value, false);
            }
        }

        private sealed class AsynchronousOverride : AmazonCredentials
        {
            private readonly KeyValuePair<string, string>? player;
            private int asked;

            internal AsynchronousOverride(string poolId, KeyValuePair<string, string>? player)
                : base(poolId, Amazon.RegionEndpoint.USEast1)
            {
                this.player = player;
            }

            internal int Asked
            {
                get { return asked; }
            }

            public override async Task<IdentityState> RefreshIdentityAsync()
            {
                await Task.Yield();
                Interlocked.Increment(ref asked);
                return player == null
                    ? null
                    : new IdentityState(player.Value.Key, "login.example.com", player.Value.Value, false);
            }
        }
    }
}
