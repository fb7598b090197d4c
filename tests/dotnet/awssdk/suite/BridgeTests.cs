using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Amazon;
using Amazon.Runtime;
using CognitoNative.AwsSdk;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A player's credentials in the hands of the AWS SDK's clients.</summary>
    [TestFixture]
    public sealed class BridgeTests : ProviderTests
    {
        // One assembly, compiled against the lower version, is loaded and works with both.
        [Test]
        public void It_runs_with_the_version_that_is_there()
        {
            var bridge = typeof(CognitoNativeCredentials).Assembly;
            var compiledAgainst = bridge.GetReferencedAssemblies().Single(one => one.Name == "AWSSDK.Core").Version;
            Assert.AreEqual(new Version(3, 3, 0, 0), compiledAgainst);
            Assert.AreEqual(
                Environment.GetEnvironmentVariable("COGNITO_AWSSDK_VERSION"),
                typeof(AWSCredentials).Assembly.GetName().Version.ToString());
        }

        [Test]
        public void A_cached_answer_is_one_object_and_one_task_until_the_next_refresh()
        {
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            var fetched = Settled.Result(credentials.GetCredentialsAsync());
            Assert.AreEqual(provider.GetCredentials().AccessKey, fetched.AccessKey);
            Assert.AreEqual(provider.GetCredentials().SecretKey, fetched.SecretKey);
            Assert.AreEqual(provider.GetCredentials().Token, fetched.Token);

            var asked = credentials.GetCredentialsAsync();
            Assert.IsTrue(asked.IsCompleted);
            Assert.AreSame(asked, credentials.GetCredentialsAsync());
            Assert.AreSame(asked.Result, credentials.GetCredentials());
            Assert.IsTrue(
                Enumerable.Range(0, 20).Any(round => AllocatesNothing(() =>
                {
                    credentials.GetCredentials();
                    credentials.GetCredentialsAsync();
                })),
                "each of 20 times something was allocated");

            var refreshed = Settled.Result(provider.RefreshAsync());
            Assert.AreEqual(refreshed.AccessKey, InANewFlow(() => credentials.GetCredentialsAsync().Result).AccessKey);
            Assert.AreEqual(refreshed.AccessKey, InANewFlow(() => credentials.GetCredentials()).AccessKey);
        }

        // The SDK's DynamoDB client asks synchronously in asynchronous calls, and a game makes them on its main thread.
        [Test]
        public void On_a_main_thread_with_source_and_storage_it_answers_at_once_or_says_why_not()
        {
            using (var loop = new LoopContext())
            {
                CognitoNativeCredentials credentials = null;
                loop.Run(() =>
                {
                    var provider = Create(options =>
                    {
                        options.StorageDirectory = null;
                        options.Storage = new MemoryStorage();
                    });
                    provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
                    credentials = new CognitoNativeCredentials(provider);
                    var error = Assert.Throws<CognitoCredentialsException>(() => credentials.GetCredentials());
                    Assert.AreEqual(CognitoErrorCode.NotCached, error.Code);
                    StringAssert.Contains("await GetCredentialsAsync() once before the first client", error.Message);
                });
                var key = Settled.Result(credentials.GetCredentialsAsync()).AccessKey;
                loop.Run(() =>
                {
                    Assert.AreEqual(key, credentials.GetCredentials().AccessKey);
                    Assert.IsTrue(credentials.GetCredentialsAsync().Wait(0));
                    Assert.AreEqual(key, new SdkClient(credentials, signed => signed.AccessKey).CallAsync().Result);
                });
            }
        }

        [Test]
        public void A_login_source_that_is_offline_is_asked_once_for_each_call()
        {
            var provider = Create();
            var asked = 0;
            provider.LoginSource = (names, token) =>
            {
                Interlocked.Increment(ref asked);
                throw new IOException("the game's backend cannot be reached");
            };
            using (var client = new SdkClient(new CognitoNativeCredentials(provider), signed => "sent"))
            {
                for (var call = 1; call <= 2; call++)
                {
                    var error = Settled.Failure<CognitoCredentialsException>(client.CallAsync());
                    Assert.AreEqual(call, asked, "the SDK would try what looks like a broken connection five times");
                    Assert.IsInstanceOf<AmazonClientException>(error);
                    Assert.AreEqual(CognitoErrorCode.LoginRequired, error.Code);
                    StringAssert.Contains("LoginRequired", error.Message);
                    Assert.IsNull(error.InnerException);
                    Assert.IsInstanceOf<IOException>(((CognitoException)error.Cause).InnerException);
                    StringAssert.Contains("cannot be reached", error.ToString());
                    provider.AddLogin(Game, "call " + call);
                    provider.RemoveLogin(Game);
                }
            }
        }

        [TestCase("ExpiredToken")]
        [TestCase("ExpiredTokenException")]
        [TestCase("InvalidToken")]
        public void After_a_refused_key_the_next_call_is_good(string code)
        {
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            var refused = Settled.Result(credentials.GetCredentialsAsync()).AccessKey;
            using (var client = new SdkClient(credentials, signed => signed.AccessKey == refused ? throw SdkClient.Refusal(code) : signed.AccessKey))
            {
                credentials.Watch(client);
                credentials.Watch(client);
                Assert.AreEqual(code, Settled.Failure<AmazonServiceException>(client.CallAsync()).ErrorCode);
                // In the same flow, on the same thread, and at once.
                Assert.AreNotEqual(refused, Settled.Result(client.CallAsync()));
                Assert.AreNotEqual(refused, client.Call());
            }
            Assert.AreEqual(2, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        [Test]
        public void Another_refusal_or_a_key_of_long_ago_costs_no_refresh()
        {
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            var service = new Queue<string>(new[] { "AccessDenied", "NoSuchBucket", "ExpiredToken" });
            using (var client = new SdkClient(credentials, signed =>
            {
                if (service.Count == 1)
                {
                    // It has been replaced while the request was under way.
                    Settled.Result(provider.RefreshAsync());
                }
                throw SdkClient.Refusal(service.Dequeue());
            }))
            {
                credentials.Watch(client);
                while (service.Count > 0)
                {
                    Settled.Failure<AmazonServiceException>(client.CallAsync());
                }
            }
            Settled.Result(credentials.GetCredentialsAsync());
            Assert.AreEqual(2, Emulator.RequestCount("GetCredentialsForIdentity"));
        }

        // An old set is kept for the rest of a request, and never for another player.
        [Test]
        public void What_another_player_was_given_is_not_given_again()
        {
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            foreach (var player in new[] { "ann", "ben" })
            {
                provider.SignOut();
                provider.AddLogin(Game, player);
                var key = Settled.Result(provider.GetCredentialsAsync()).AccessKey;
                Assert.AreEqual(key, credentials.GetCredentials().AccessKey);
                Assert.AreEqual(key, Settled.Result(credentials.GetCredentialsAsync()).AccessKey);
                Assert.AreEqual(key, credentials.GetCredentials().AccessKey);
            }
        }

        [Test]
        public void A_living_client_becomes_a_new_guest_after_sign_out_unless_guests_are_off()
        {
            foreach (var guestsAreOff in new[] { false, true })
            {
                var provider = Create(options => options.DisableGuestAccess = guestsAreOff);
                provider.AddLogin(Game, "ann");
                using (var client = new SdkClient(new CognitoNativeCredentials(provider), signed => signed.AccessKey))
                {
                    var before = Settled.Result(client.CallAsync());
                    provider.SignOut();
                    if (guestsAreOff)
                    {
                        var error = Settled.Failure<CognitoCredentialsException>(client.CallAsync());
                        Assert.AreEqual(CognitoErrorCode.LoginRequired, error.Code);
                    }
                    else
                    {
                        Assert.AreNotEqual(before, Settled.Result(client.CallAsync()));
                    }
                }
            }
        }

        // The SDK tries again what was disposed or cancelled.
        [Test]
        public void A_client_that_outlives_its_provider_is_told_so_once()
        {
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            Emulator.Hold("GetId");
            using (var client = new SdkClient(credentials, signed => "sent"))
            {
                var waiting = client.CallAsync();
                Emulator.WaitForRequests("GetId", 1);
                provider.Dispose();
                Assert.AreEqual(CognitoErrorCode.Cancelled, Settled.Failure<CognitoCredentialsException>(waiting).Code);
                Assert.AreEqual(CognitoErrorCode.Closed, Settled.Failure<CognitoCredentialsException>(client.CallAsync()).Code);
                Assert.AreEqual(CognitoErrorCode.Closed, Assert.Throws<CognitoCredentialsException>(() => client.Call()).Code);
            }
        }

        [Test]
        public void The_sdks_clock_is_corrected_when_that_is_asked_for()
        {
            Emulator.SetClockOffset(3600);
            var provider = Create();
            var credentials = new CognitoNativeCredentials(provider);
            Settled.Result(credentials.GetCredentialsAsync());
            Assert.IsNull(AWSConfigs.ManualClockCorrection, "never behind the game's back");
            try
            {
                Assert.AreEqual(provider.Snapshot.ClockOffset, credentials.CorrectSdkClock());
                Assert.AreEqual(60, AWSConfigs.ManualClockCorrection.Value.TotalMinutes, 1);
            }
            finally
            {
                AWSConfigs.ManualClockCorrection = null;
            }
        }

        [Test]
        public void Nothing_is_refused_in_words()
        {
            Assert.Throws<ArgumentNullException>(() => new CognitoNativeCredentials(null));
            Assert.Throws<ArgumentNullException>(() => new CognitoNativeCredentials(Create()).Watch(null));
        }

        private static T InANewFlow<T>(Func<T> ask)
        {
            T answer = default(T);
            var thread = new Thread(() => answer = ask());
            using (ExecutionContext.SuppressFlow())
            {
                thread.Start();
            }
            thread.Join();
            return answer;
        }

        private static bool AllocatesNothing(Action action)
        {
            const int Count = 2000;
            GC.Collect();
            long before = GC.GetTotalMemory(false);
            for (int i = 0; i < Count; i++)
            {
                action();
            }
            // The runtimes hand out memory in blocks, and count a whole one.
            return GC.GetTotalMemory(false) - before < 16 * Count;
        }
    }
}
