using System;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A storage that throws costs a StoreDegraded event and a report; the player plays on.</summary>
    [TestFixture]
    public sealed class ThrowingStorageTests
    {
        private const string Thrown = "thrown by a storage";

        private Emulator _emulator;
        private Reports _reports;
        private ManualResetEventSlim _degraded;

        [SetUp]
        public void Prepare()
        {
            _emulator = new Emulator();
            _reports = new Reports(Thrown);
            _degraded = new ManualResetEventSlim();
        }

        [TearDown]
        public void CleanUp()
        {
            _reports.Dispose();
            _emulator.Dispose();
        }

        [Test]
        public void A_storage_that_throws_when_it_loads_costs_an_event_and_a_report()
        {
            AssertPlaysOn(new BrokenStorage { ThrowsOnLoad = true });
            Assert.AreEqual(1, _reports.Count);
        }

        [Test]
        public void A_storage_that_throws_when_it_saves_costs_an_event_and_a_report_for_each_time()
        {
            var storage = new BrokenStorage();
            AssertPlaysOn(storage);
            Assert.AreEqual(storage.Saves, _reports.Count);
        }

        private void AssertPlaysOn(BrokenStorage storage)
        {
            using (var provider = new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = _emulator.PoolId, Endpoint = _emulator.Endpoint, Storage = storage
            }))
            {
                provider.StoreDegraded += delegate { _degraded.Set(); };
                ImmutableCredentials credentials = provider.GetCredentialsAsync().Result;
                Assert.IsNotNull(_emulator.IssuedCredentials(credentials.AccessKey));
                Assert.IsTrue(_degraded.Wait(Eventually.TimeoutMs), "no StoreDegraded");
                Assert.IsInstanceOf<NotSupportedException>(_reports.WaitForOne().InnerException);
                Assert.AreEqual(credentials.IdentityId, provider.GetIdentityIdAsync().Result);
            }
        }

        private sealed class BrokenStorage : CognitoStorage
        {
            internal bool ThrowsOnLoad { get; set; }

            internal int Saves { get; private set; }

            protected internal override string Load(string key)
            {
                return ThrowsOnLoad ? throw new NotSupportedException(Thrown) : (string)null;
            }

            protected internal override void Save(string key, string value)
            {
                Saves++;
                throw new NotSupportedException(Thrown);
            }

            protected internal override void Remove(string key)
            {
            }
        }
    }
}
