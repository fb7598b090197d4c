using System;
using System.Net.Http;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>HTTP of the host's own: by an HttpClient, or by anything else that answers each exchange once.</summary>
    [TestFixture]
    public sealed class TransportTests : ProviderTests
    {
        // A player by HttpClient, with the library's threads and without any.
        [TestCase(CognitoThreads.Default)]
        [TestCase(CognitoThreads.None)]
        public void HttpClient_carries_a_player(CognitoThreads threads)
        {
            using (var client = new HttpClient())
            {
                var transport = new HttpClientTransport(client);
                var provider = Create(options =>
                {
                    options.Transport = transport;
                    options.Threads = threads;
                });
                var credentials = Settled.Result(provider.GetCredentialsAsync());
                Assert.That(credentials.AccessKey, Is.StringStarting("ASIA"));
                Assert.AreEqual(1, Emulator.RequestCount("GetId"));
                Emulator.Inject("GetCredentialsForIdentity", 1, "reset");
                Settled.Result(provider.RefreshAsync());
                provider.Dispose();
            }
        }

        // The library tells which answer does not matter any more; what is thrown is a failed network.
        [Test]
        public void A_transport_is_told_of_the_end_and_may_throw()
        {
            var transport = new Noting();
            var provider = Create(options =>
            {
                options.Transport = transport;
                options.MaxAttempts = 1;
            });
            var answer = provider.GetIdentityIdAsync();
            Assert.IsTrue(transport.Sent.WaitOne(TimeSpan.FromSeconds(30)));
            CognitoExchange exchange = transport.Last;
            Assert.AreEqual("POST", exchange.Method);
            StringAssert.StartsWith(Emulator.Endpoint, exchange.Url);
            Assert.That(exchange.Body.Length, Is.GreaterThan(0));
            Assert.That(exchange.Timeout, Is.GreaterThan(TimeSpan.Zero));
            Assert.IsFalse(exchange.Cancelled.IsCancellationRequested);
            provider.Dispose();
            Assert.IsTrue(exchange.Cancelled.IsCancellationRequested);
            Assert.IsTrue(exchange.Fail(CognitoExchangeFailure.Network, null));
            Assert.IsFalse(exchange.Fail(CognitoExchangeFailure.Network, null), "answered once");
            Assert.That(() => Settled.Result(answer), Throws.Exception);

            transport.Throws = true;
            var again = Create(options =>
            {
                options.Transport = transport;
                options.MaxAttempts = 1;
            });
            Settled.Error(again.GetIdentityIdAsync(), CognitoErrorCode.Network);
        }

        private sealed class Noting : CognitoTransport
        {
            internal readonly ManualResetEvent Sent = new ManualResetEvent(false);

            internal CognitoExchange Last { get; private set; }

            internal bool Throws { get; set; }

            protected internal override void Send(CognitoExchange exchange)
            {
                if (Throws)
                {
                    throw new InvalidOperationException("on purpose");
                }
                Last = exchange;
                Sent.Set();
            }
        }
    }
}
