using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// What those need who write against the library, and not it: fakes for their tests, texts for their logs, and values
    /// that configuration and serializers can handle.
    /// </summary>
    [TestFixture]
    public sealed class FakeTests : ProviderTests
    {
        // A retry loop can be tested without the library: its errors are whatever the test wants.
        [Test]
        public void An_error_can_be_made_as_the_library_makes_it()
        {
            var error = new CognitoException(CognitoErrorCode.Throttled, "slow down", new FormatException("mine"))
            {
                Hint = "Wait.", AwsErrorCode = "TooManyRequestsException", RequestId = "42", IdentityId = "us-east-1:1",
                HttpStatus = 429, Attempts = 3, IsRetryable = true
            };
            Assert.AreEqual("slow down. Wait.", error.Message);
            string text = error.ToString();
            foreach (string part in new[] { "Throttled", "TooManyRequestsException", "request 42", "slow down", "mine" })
            {
                StringAssert.Contains(part, text);
            }
        }

        [Test]
        public void Events_and_snapshots_can_be_made()
        {
            var now = DateTime.UtcNow;
            var error = new CognitoException(CognitoErrorCode.Network, "no network");
            Assert.AreEqual("b", new IdentityChangedArgs("a", "b", IdentityChangeCause.Merged).NewIdentityId);
            Assert.AreEqual(now, new CredentialsRefreshedArgs("a", now).Expiration);
            Assert.AreEqual(now, new CredentialsExpiringArgs("a", now).Expiration);
            Assert.AreEqual(now, new RefreshFailedArgs(error, now).NextAttempt);
            Assert.AreSame(error, new LoginRequiredArgs(error).Exception);
            Assert.AreSame(error, new StoreDegradedArgs(error).Exception);
            Assert.AreEqual(7, new CognitoSnapshot { Phase = CognitoPhase.Valid, Requests = 7 }.Requests);
        }

        [Test]
        public void The_provider_is_used_by_its_interface()
        {
            ICognitoCredentials provider = Create();
            Assert.AreEqual(provider.GetIdentityId(), Settled.Result(provider.GetCredentialsAsync()).IdentityId);
            var missing = typeof(CognitoAWSCredentials).GetMembers().Select(member => member.Name)
                .Except(typeof(ICognitoCredentials).GetMembers().Select(member => member.Name))
                .Except(typeof(object).GetMembers().Select(member => member.Name))
                .Except(new[] { "Clear", "CreateAsync", "Dispose", "DisposeAsync" });
            CollectionAssert.IsEmpty(missing, "each is in the interface");
        }

        [Test]
        public void Serializers_leave_the_secrets_out()
        {
            var credentials = new ImmutableCredentials("ASIAKEY", "my-secret", "my-token", DateTime.UtcNow, "us-east-1:1");
            foreach (string json in Serialized(credentials))
            {
                StringAssert.DoesNotContain("my-secret", json);
                StringAssert.DoesNotContain("my-token", json);
            }
        }

        [Test]
        public void Expiry_has_its_offset()
        {
            var at = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            var credentials = new ImmutableCredentials("ASIA", "secret", null, at, null);
            Assert.AreEqual(TimeSpan.Zero, credentials.ExpiresAt.Offset);
            Assert.AreEqual(at, credentials.ExpiresAt.UtcDateTime);
            StringAssert.Contains("2030-01-02 03:04:05Z", credentials.ToString());
        }

        [TestCase("eu-west-1")]
        [TestCase("us-gov-west-1")]
        [TestCase("zz-somewhere-9")]
        public void A_region_comes_from_configuration(string name)
        {
            var converter = TypeDescriptor.GetConverter(typeof(RegionEndpoint));
            var region = (RegionEndpoint)converter.ConvertFromInvariantString(name);
            Assert.AreEqual(name, region.SystemName);
            Assert.AreEqual(name, converter.ConvertToInvariantString(region));
        }

        [TestCase("")]
        [TestCase("Ireland")]
        [TestCase("eu-west")]
        [TestCase("eu-west-1.evil.example")]
        [TestCase("EU West 1")]
        public void What_cannot_be_a_region_is_refused_there(string name)
        {
            var converter = TypeDescriptor.GetConverter(typeof(RegionEndpoint));
            StringAssert.Contains("us-east-1", Assert.Catch(() => converter.ConvertFromInvariantString(name)).ToString());
        }

        [Test]
        public void An_infinite_time_limit_is_none()
        {
            Settled.Result(Create(options => options.Timeout = Timeout.InfiniteTimeSpan).GetCredentialsAsync());
        }

        // Its methods may await; the constructor would wait for them, and CreateAsync does not.
        [Test]
        public void A_storage_may_be_asynchronous()
        {
            var storage = new SlowStorage();
            using (var loop = new LoopContext())
            {
                Task<CognitoAWSCredentials> creating = null;
                loop.Run(() => creating = CognitoAWSCredentials.CreateAsync(In(storage)));
                Assert.IsFalse(creating.IsCompleted, "it waits for the storage, and the loop does not");
                storage.Gate.SetResult(true);
                var provider = Kept(Settled.Result(creating));
                var threads = new Recorder<Thread>();
                provider.CredentialsRefreshed += (sender, arguments) => threads.Add(Thread.CurrentThread);
                string id = Settled.Result(provider.GetCredentialsAsync()).IdentityId;
                Assert.AreSame(loop.Thread, threads.First(), "events come where the creation was asked for");
                provider.Dispose();
                var again = Kept(Settled.Result(CognitoAWSCredentials.CreateAsync(In(storage))));
                Assert.AreEqual(id, again.GetCachedIdentityId());
                again.SignOut();
                again.Dispose();
                CollectionAssert.IsEmpty(storage.Values);
            }
        }

        [Test]
        public void What_is_wrong_with_the_options_is_told_by_the_task()
        {
            Settled.Error(
                CognitoAWSCredentials.CreateAsync(new CognitoCredentialsOptions { IdentityPoolId = "no pool" }),
                CognitoErrorCode.InvalidOptions);
            Settled.Failure<ArgumentNullException>(CognitoAWSCredentials.CreateAsync(null));
        }

#if NETCOREAPP
        [Test]
        public void It_can_be_disposed_asynchronously()
        {
            Settled.Success(UseAndDispose());
        }

        private async Task UseAndDispose()
        {
            IAsyncDisposable provider = Create();
            await ((CognitoAWSCredentials)provider).GetCredentialsAsync();
            await provider.DisposeAsync();
            Assert.Throws<ObjectDisposedException>(() => ((CognitoAWSCredentials)provider).GetCredentials());
        }
#endif

        private CognitoCredentialsOptions In(CognitoStorage storage)
        {
            return Options(options =>
            {
                options.StorageDirectory = null;
                options.Storage = storage;
            });
        }

        private static IEnumerable<string> Serialized(ImmutableCredentials credentials)
        {
            var serializer = new DataContractJsonSerializer(typeof(ImmutableCredentials));
            using (var stream = new MemoryStream())
            {
                // It writes only what it could read again: types with a constructor that takes nothing.
                Assert.Catch(() => serializer.WriteObject(stream, credentials));
                yield return Encoding.UTF8.GetString(stream.ToArray());
            }
#if NETCOREAPP
            string json = System.Text.Json.JsonSerializer.Serialize(credentials);
            StringAssert.Contains("ASIAKEY", json);
            yield return json;
#endif
        }

        private sealed class SlowStorage : CognitoAsyncStorage
        {
            internal readonly TaskCompletionSource<bool> Gate =
                new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            internal readonly Dictionary<string, string> Values = new Dictionary<string, string>();

            protected override async Task<string> LoadAsync(string key)
            {
                await Gate.Task;
                string value;
                return Values.TryGetValue(key, out value) ? value : null;
            }

            protected override async Task SaveAsync(string key, string value)
            {
                await Task.Yield();
                Values[key] = value;
            }

            protected override async Task RemoveAsync(string key)
            {
                await Task.Yield();
                Values.Remove(key);
            }
        }
    }
}
