using System;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The Timeout option: how long one request may take as a whole.</summary>
    [TestFixture]
    public sealed class DeadlineTests : ProviderTests
    {
        [Test]
        public void Each_request_ends_with_deadline_exceeded()
        {
            Emulator.InjectForever("any", "never-answer");
            var provider = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
            foreach (Task task in new Task[]
            {
                provider.GetIdentityIdAsync(), provider.GetCredentialsAsync(), provider.RefreshAsync(),
                provider.GetOpenIdTokenAsync()
            })
            {
                var error = Settled.Error(task, CognitoErrorCode.DeadlineExceeded);
                Assert.IsTrue(error.IsRetryable);
            }
        }

        [Test]
        public void A_callback_hears_of_it()
        {
            Emulator.InjectForever("any", "never-answer");
            var provider = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
            var results = new Recorder<AmazonCognitoIdentityResult<string>>();
            provider.GetIdentityIdAsync(results.Add);
            Assert.AreEqual(CognitoErrorCode.DeadlineExceeded, ((CognitoException)results.First().Exception).Code);
        }

        // The fetch goes on: the next request has its answer.
        [Test]
        public void The_fetch_goes_on_for_others()
        {
            Emulator.Hold("GetId");
            var provider = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
            Settled.Error(provider.GetIdentityIdAsync(), CognitoErrorCode.DeadlineExceeded);
            var changed = new Recorder<IdentityChangedArgs>();
            provider.IdentityChangedEvent += (sender, arguments) => changed.Add(arguments);
            Emulator.Release();
            Assert.AreEqual(changed.First().NewIdentityId, Settled.Result(provider.GetIdentityIdAsync()));
            Assert.AreEqual(1, Emulator.RequestCount("GetId"));
        }

        [Test]
        public void What_is_in_memory_is_in_time()
        {
            var provider = Create(options => options.Timeout = TimeSpan.FromSeconds(30));
            string id = Settled.Result(provider.GetIdentityIdAsync());
            Assert.AreEqual(id, Settled.Result(provider.GetIdentityIdAsync()));
        }
    }
}
