using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What callbacks and handlers of the host throw is reported once and disturbs nobody else.</summary>
    [TestFixture]
    public sealed class ThrowingHostTests
    {
        private const string Thrown = "thrown by a test";

        private Emulator _emulator;
        private Reports _reports;
        private CognitoAWSCredentials _provider;

        [TestFixtureSetUp]
        public void StartEmulator()
        {
            _emulator = new Emulator();
        }

        [TestFixtureTearDown]
        public void StopEmulator()
        {
            _emulator.Dispose();
        }

        [SetUp]
        public void CreateProvider()
        {
            _reports = new Reports(Thrown);
            _provider = new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = _emulator.PoolId, Endpoint = _emulator.Endpoint, StorageDirectory = ""
            });
        }

        [TearDown]
        public void DisposeProvider()
        {
            _provider.Dispose();
            _reports.Dispose();
            CognitoLog.Level = CognitoLogLevel.Off;
        }

        [TestCase(true)]
        [TestCase(false)]
        public void A_callback_that_throws_is_reported_once(bool isOnMainThread)
        {
            _provider.GetIdentityIdAsync(
                delegate { throw new InvalidOperationException(Thrown); },
                new AsyncOptions { ExecuteCallbackOnMainThread = isOnMainThread });
            CognitoCallbackException report = _reports.WaitForOne();
            Assert.IsInstanceOf<InvalidOperationException>(report.InnerException);
            StringAssert.Contains(Thrown, report.Message);
            AssertNothingElseIsDisturbed(1);
        }

        [Test]
        public void A_handler_that_throws_is_reported_once_and_the_others_are_called()
        {
            var before = new ManualResetEventSlim();
            var after = new ManualResetEventSlim();
            _provider.IdentityChangedEvent += delegate { before.Set(); };
            _provider.IdentityChangedEvent += delegate { throw new InvalidOperationException(Thrown); };
            _provider.IdentityChangedEvent += delegate { after.Set(); };
            _provider.GetIdentityIdAsync().Wait();
            _reports.WaitForOne();
            Assert.IsTrue(before.Wait(Eventually.TimeoutMs));
            Assert.IsTrue(after.Wait(Eventually.TimeoutMs), "the handler behind the one that throws");
            AssertNothingElseIsDisturbed(1);
        }

        [Test]
        public void A_log_handler_that_throws_disturbs_no_request()
        {
            Action<CognitoLogLevel, string> handler = delegate { throw new InvalidOperationException(Thrown); };
            CognitoLog.Message += handler;
            try
            {
                CognitoLog.Level = CognitoLogLevel.Debug;
                StringAssert.StartsWith("us-east-1:", _provider.GetIdentityIdAsync().Result);
                _reports.WaitForOne();
            }
            finally
            {
                CognitoLog.Message -= handler;
            }
            AssertNothingElseIsDisturbed(_reports.Count);
        }

        [Test]
        public void A_continuation_that_throws_keeps_its_exception_and_is_not_reported()
        {
            int before = _emulator.RequestCount("GetId");
            _emulator.Hold("GetId");
            Task<string> answer = _provider.GetIdentityIdAsync();
            Task failed = answer.ContinueWith(
                task => { throw new InvalidOperationException(Thrown); }, TaskContinuationOptions.ExecuteSynchronously);
            _emulator.WaitForRequests("GetId", before + 1);
            _emulator.Release();
            var exception = Assert.Throws<AggregateException>(() => failed.Wait(Eventually.TimeoutMs));
            Assert.AreEqual(Thrown, exception.InnerException.Message);
            AssertNothingElseIsDisturbed(0);
        }

        [Test]
        public void A_continuation_may_block_without_holding_up_others()
        {
            var isReleased = new ManualResetEventSlim();
            Task<string> answer = _provider.GetIdentityIdAsync();
            Task blocked = answer.ContinueWith(
                task => isReleased.Wait(Eventually.TimeoutMs), TaskContinuationOptions.ExecuteSynchronously);
            AssertNothingElseIsDisturbed(0);
            isReleased.Set();
            Assert.IsTrue(blocked.Wait(Eventually.TimeoutMs));
        }

        [Test]
        public void A_report_handler_that_throws_is_survived()
        {
            Action<CognitoCallbackException> handler = delegate { throw new InvalidOperationException("from the handler"); };
            CognitoLog.UnhandledException += handler;
            try
            {
                _provider.GetIdentityIdAsync(delegate { throw new InvalidOperationException(Thrown); });
                _reports.WaitForOne();
            }
            finally
            {
                CognitoLog.UnhandledException -= handler;
            }
            AssertNothingElseIsDisturbed(1);
        }

        [Test]
        public void A_cancellation_callback_that_throws_does_not_keep_the_request_from_being_cancelled()
        {
            int before = _emulator.RequestCount("GetId");
            _emulator.Hold("GetId");
            var cancellation = new CancellationTokenSource();
            cancellation.Token.Register(() => { throw new InvalidOperationException(Thrown); });
            Task<string> answer = _provider.GetIdentityIdAsync(cancellation.Token);
            cancellation.Token.Register(() => { throw new InvalidOperationException(Thrown); });
            _emulator.WaitForRequests("GetId", before + 1);
            Assert.Throws<AggregateException>(cancellation.Cancel);
            var exception = Assert.Throws<AggregateException>(() => answer.Wait(Eventually.TimeoutMs));
            Assert.IsInstanceOf<OperationCanceledException>(exception.InnerException);
            _emulator.Release();
            AssertNothingElseIsDisturbed(0);
        }

        private void AssertNothingElseIsDisturbed(int reports)
        {
            Task<ImmutableCredentials> answer = _provider.RefreshAsync();
            Assert.IsTrue(answer.Wait(Eventually.TimeoutMs), "a later request is not answered");
            var called = new ManualResetEventSlim();
            _provider.GetCredentialsAsync(delegate { called.Set(); });
            Assert.IsTrue(called.Wait(Eventually.TimeoutMs), "a later callback does not come");
            Assert.AreEqual(reports, _reports.Count, "reports");
        }
    }
}
