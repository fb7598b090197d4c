using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using CognitoNative.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace CognitoNative.Extensions.Tests
{
    /// <summary>Providers of a host: made by its options, ended with it, and seen in its log, metrics and traces.</summary>
    [TestFixture]
    public sealed class HostedProviderTests
    {
        private Emulator emulator = null!;
        private Records records = null!;
        private Meters meters = null!;
        private Host host = null!;

        [SetUp]
        public void StartHost()
        {
            emulator = new Emulator();
            records = new Records();
            meters = new Meters();
            var services = new ServiceCollection();
            services.AddSingleton<ILoggerFactory>(records).AddSingleton<IMeterFactory>(meters);
            services.AddCognitoNative(JsonSection.Of(
                "{\"IdentityPoolId\": \"" + emulator.PoolId + "\", \"Endpoint\": \"" + emulator.Endpoint
                + "\", \"StorageDirectory\": \"\", \"MaxAttempts\": 1}"));
            host = new Host(services).Start();
        }

        [TearDown]
        public void EndHost()
        {
            host.Dispose();
            meters.Dispose();
            emulator.Dispose();
        }

        [Test]
        public void Starting_asks_the_service_nothing()
        {
            Assert.AreEqual(0, emulator.RequestCount());
        }

        [Test]
        public void One_provider_is_the_programs_and_ends_with_the_host()
        {
            var credentials = host.GetRequiredService<ICognitoCredentials>();
            Assert.AreSame(credentials, host.GetRequiredService<ICognitoCredentials>());
            Assert.AreEqual(new[] { credentials.GetIdentityIdAsync().Result }, emulator.Identities());
            host.Dispose();
            Assert.Throws<ObjectDisposedException>(() => credentials.Snapshot.ToString());
        }

        [Test]
        public void Users_have_providers_of_their_own()
        {
            var factory = host.GetRequiredService<ICognitoCredentialsFactory>();
            using var ann = factory.Create(options => options.Profile = "ann");
            using var bob = factory.Create(options => options.Profile = "bob");
            Assert.AreNotEqual(ann.GetIdentityIdAsync().Result, bob.GetIdentityIdAsync().Result);
        }

        [Test]
        public void Events_are_logged_without_secrets()
        {
            var credentials = host.GetRequiredService<ICognitoCredentials>();
            var keys = credentials.GetCredentialsAsync().Result;
            emulator.Inject("GetCredentialsForIdentity", 1, "unavailable");
            Assert.Throws<AggregateException>(() => credentials.RefreshAsync().Wait());
            Eventually.IsTrue(() => records.All.Length >= 3, () => string.Join("\n", records.All));
            var pool = "CognitoNative.CognitoAWSCredentials: Pool " + emulator.PoolId;
            StringAssert.StartsWith("Information 1 " + pool + ": another identity (Created)", records.All[0]);
            StringAssert.StartsWith("Debug 2 " + pool + ": credentials until 20", records.All[1]);
            StringAssert.StartsWith("Warning 4 " + pool + ": a refresh failed (", records.All[2]);
            var all = string.Join("\n", records.All);
            foreach (var secret in new[] { keys.SecretKey, keys.Token, keys.IdentityId })
            {
                StringAssert.DoesNotContain(secret, all);
            }
        }

        [Test]
        public void Counters_are_of_all_providers_and_never_go_back()
        {
            var factory = host.GetRequiredService<ICognitoCredentialsFactory>();
            var ann = factory.Create(options => options.Profile = "ann");
            using var bob = factory.Create(options => options.Profile = "bob");
            Task.WaitAll(ann.GetCredentialsAsync(), bob.GetCredentialsAsync());
            var before = Collect();
            Assert.AreEqual(2, before["cognito_native.fetches"]);
            Assert.AreEqual(4, before["cognito_native.http.requests"]);
            Assert.AreEqual(2, before["cognito_native.providers"]);
            ann.Dispose();
            ann.Dispose();
            var after = Collect();
            Assert.AreEqual(2, after["cognito_native.fetches"]);
            Assert.AreEqual(4, after["cognito_native.http.requests"]);
            Assert.AreEqual(1, after["cognito_native.providers"]);
        }

        [Test]
        public void What_is_fetched_is_an_activity_of_its_caller_and_what_is_cached_is_none()
        {
            var ended = new List<Activity>();
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "CognitoNative",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = ended.Add,
            };
            ActivitySource.AddActivityListener(listener);
            var credentials = host.GetRequiredService<ICognitoCredentials>();
            using var caller = new Activity("caller").Start();
            credentials.GetCredentialsAsync().Wait();
            credentials.GetCredentialsAsync().Wait();
            emulator.Inject("GetCredentialsForIdentity", 1, "unavailable");
            Assert.Throws<AggregateException>(() => credentials.RefreshAsync().Wait());
            Assert.AreSame(caller, Activity.Current);
            Assert.AreEqual(
                new[] { "CognitoNative.GetCredentials", "CognitoNative.Refresh" }, ended.Select(one => one.OperationName));
            Assert.IsTrue(ended.All(one => one.ParentSpanId == caller.SpanId && one.Kind == ActivityKind.Client));
            Assert.AreEqual(emulator.PoolId, ended[0].GetTagItem("cognito.identity_pool_id"));
            Assert.AreEqual(ActivityStatusCode.Unset, ended[0].Status);
            Assert.AreEqual(ActivityStatusCode.Error, ended[1].Status);
            Assert.AreEqual("ServiceUnavailable", ended[1].GetTagItem("error.type"));
            Assert.AreEqual(503, ended[1].GetTagItem("http.response.status_code"));
        }

        [Test]
        public void A_host_without_log_and_meters_is_none_the_worse()
        {
            var services = new ServiceCollection();
            services.AddCognitoNative().Configure(options =>
            {
                options.IdentityPoolId = emulator.PoolId;
                options.Endpoint = emulator.Endpoint;
                options.StorageDirectory = string.Empty;
            });
            using var plain = new Host(services).Start();
            Assert.IsNotNull(plain.GetRequiredService<ICognitoCredentials>().GetCredentialsAsync().Result);
        }

        /// <summary>The sums that a collector would see now.</summary>
        private Dictionary<string, long> Collect()
        {
            var seen = new Dictionary<string, long>();
            using var listener = new MeterListener
            {
                InstrumentPublished = (instrument, self) =>
                {
                    if (instrument.Meter == meters.Made)
                    {
                        self.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => seen[instrument.Name] = value);
            listener.Start();
            listener.RecordObservableInstruments();
            return seen;
        }
    }
}
