using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// What a login source throws comes with the error of the request that needed it; what its cancellation callbacks
    /// throw is reported. Neither reaches anybody else.
    /// </summary>
    [TestFixture]
    public sealed class ThrowingLoginSourceTests
    {
        private const string Thrown = "thrown by a test";

        private Emulator _emulator;
        private Reports _reports;

        [TestFixtureSetUp]
        public void StartEmulator()
        {
            _emulator = new Emulator("--login-provider", "a.example");
        }

        [TestFixtureTearDown]
        public void StopEmulator()
        {
            _emulator.Dispose();
        }

        [SetUp]
        public void Listen()
        {
            _reports = new Reports(Thrown);
        }

        [TearDown]
        public void StopListening()
        {
            _reports.Dispose();
        }

        [Test]
        public void A_source_that_throws_at_once_fails_the_request_that_needed_it()
        {
            AssertFails((names, cancellation) => { throw new TimeoutException(Thrown); }, typeof(TimeoutException));
        }

        [Test]
        public void A_source_whose_task_fails_fails_the_request_that_needed_it()
        {
            AssertFails(
                async (names, cancellation) =>
                {
                    await Task.Yield();
                    throw new TimeoutException(Thrown);
                },
                typeof(TimeoutException));
        }

        [Test]
        public void An_exception_that_throws_when_it_is_asked_for_its_message_fails_the_request_too()
        {
            AssertFails((names, cancellation) => { throw new Unspeakable(); }, typeof(Unspeakable));
        }

        // It was noted before the library had looked at it, and then every later call met it again.
        [TestCase(0)]
        [TestCase(0xd800)]
        public void A_name_that_is_no_text_fails_its_answer_and_nothing_else(int letter)
        {
            string name = "x" + (char)letter;
            using (var provider = NewProvider(null))
            {
                provider.LoginSource = (names, cancellation) => Task.FromResult(new CognitoLogins { { name, "t" } });
                Assert.Throws<CognitoException>(() => provider.GetCredentials());
                provider.LoginSource = null;
                Assert.IsEmpty(provider.CurrentLoginProviders);
                provider.AddLogin("graph.facebook.com", "token");
                Assert.AreEqual(new[] { "graph.facebook.com" }, provider.CurrentLoginProviders);
            }
        }

        [Test]
        public void A_source_without_a_task_fails_the_request_that_needed_it()
        {
            AssertFails((names, cancellation) => null, typeof(InvalidOperationException));
        }

        [Test]
        public void Dispose_survives_a_cancellation_callback_that_throws_and_ends_the_request()
        {
            var isAsked = new ManualResetEventSlim();
            var provider = NewProvider(null);
            provider.LoginSource = (names, cancellation) =>
            {
                cancellation.Register(() => { throw new InvalidOperationException(Thrown); });
                isAsked.Set();
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            Task<string> answer = provider.GetIdentityIdAsync();
            Assert.IsTrue(isAsked.Wait(Eventually.TimeoutMs));
            Assert.DoesNotThrow(provider.Dispose);
            var exception = Assert.Throws<AggregateException>(() => answer.Wait(Eventually.TimeoutMs));
            Assert.IsInstanceOf<OperationCanceledException>(exception.InnerException);
            _reports.WaitForOne();
            Assert.AreEqual(1, _reports.Count);
        }

        [Test]
        public void A_cancellation_callback_that_throws_when_the_time_is_up_ends_neither_request_nor_process()
        {
            using (var provider = NewProvider(TimeSpan.FromMilliseconds(50)))
            {
                provider.LoginSource = (names, cancellation) =>
                {
                    cancellation.Register(() => { throw new InvalidOperationException(Thrown); });
                    return new TaskCompletionSource<CognitoLogins>().Task;
                };
                var exception = Assert.Throws<AggregateException>(() => provider.GetIdentityIdAsync().Wait(Eventually.TimeoutMs));
                Assert.IsInstanceOf<CognitoException>(exception.InnerException);
                _reports.WaitForOne();
                Assert.AreEqual(1, _reports.Count);
                AssertWorksWithGoodSource(provider);
            }
        }

        [Test]
        public void A_source_may_be_given_weeks()
        {
            using (var provider = NewProvider(TimeSpan.FromDays(40)))
            {
                AssertWorksWithGoodSource(provider);
            }
        }

        private void AssertFails(CognitoLoginSource source, Type cause)
        {
            using (var provider = NewProvider(null))
            {
                provider.LoginSource = source;
                var exception = Assert.Throws<AggregateException>(() => provider.GetIdentityIdAsync().Wait(Eventually.TimeoutMs));
                Assert.IsInstanceOf<CognitoException>(exception.InnerException);
                Assert.IsInstanceOf(cause, exception.InnerException.InnerException);
                Assert.AreEqual(0, _reports.Count, "the request has told it already");
                AssertWorksWithGoodSource(provider);
            }
        }

        private void AssertWorksWithGoodSource(CognitoAWSCredentials provider)
        {
            provider.LoginSource = (names, cancellation) =>
                Task.FromResult(new CognitoLogins { { "a.example", "ann" } });
            Task<string> id = provider.GetIdentityIdAsync();
            Assert.IsTrue(id.Wait(Eventually.TimeoutMs), "no answer with a good source");
            Assert.Contains(id.Result, _emulator.Identities().ToList());
        }

        private CognitoAWSCredentials NewProvider(TimeSpan? loginSourceTimeout)
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = _emulator.PoolId,
                Endpoint = _emulator.Endpoint,
                StorageDirectory = "",
                LoginSourceTimeout = loginSourceTimeout
            });
        }

        private sealed class Unspeakable : Exception
        {
            public override string Message
            {
                get { throw new InvalidOperationException("not even that"); }
            }
        }
    }
}
