using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What follows an await never runs on the thread that serves everybody, so it may block.</summary>
    [TestFixture]
    public sealed class ContinuationTests : ProviderTests
    {
        [Test]
        public void A_continuation_never_runs_on_the_dispatching_thread()
        {
            var provider = Create();
            Thread dispatching = CallbackThread.Of(provider);
            Assert.AreEqual("CognitoNative callbacks", dispatching.Name);
            Assert.IsTrue(dispatching.IsBackground);
            for (int round = 0; round < 50; round++)
            {
                Task<Thread> next = provider.GetCredentialsAsync().ContinueWith(
                    task => Thread.CurrentThread,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                Assert.AreNotSame(dispatching, Settled.Result(next));
                Assert.AreNotSame(dispatching, Settled.Result(AfterAwait(provider)));
            }
        }

        // One that blocks for ever costs nobody else an answer.
        [Test]
        public void A_continuation_that_blocks_stops_no_other()
        {
            var provider = Create();
            using (var gate = new ManualResetEventSlim())
            {
                // An answer that is there before the continuation is added runs it here, and what blocks is this test.
                Emulator.Hold("GetId");
                Task<string> asked = provider.GetIdentityIdAsync();
                Emulator.WaitForRequests("GetId", 1);
                Task<bool> blocked = asked.ContinueWith(
                    task => gate.Wait(Settled.Limit), TaskContinuationOptions.ExecuteSynchronously);
                Emulator.Release();
                Settled.Result(provider.GetCredentialsAsync());
                Settled.Result(provider.RefreshAsync());
                Assert.IsFalse(blocked.IsCompleted);
                gate.Set();
                Assert.IsTrue(Settled.Result(blocked));
            }
        }

        // Disposing the provider in a continuation is what `using` around an await does.
        [Test]
        public void A_continuation_may_dispose_the_provider()
        {
            for (int round = 0; round < 20; round++)
            {
                Settled.Success(UseOnce());
            }
            Assert.AreEqual(20, Emulator.Identities().Length);
        }

        // With a main thread, await comes back to it, as everywhere in .NET.
        [Test]
        public void An_await_comes_back_to_the_synchronization_context()
        {
            var provider = Create();
            using (var loop = new LoopContext())
            {
                Task<Thread> after = null;
                loop.Run(() => after = AfterAwait(provider));
                Assert.AreSame(loop.Thread, Settled.Result(after));
            }
        }

        private static async Task<Thread> AfterAwait(CognitoAWSCredentials provider)
        {
            await provider.RefreshAsync();
            return Thread.CurrentThread;
        }

        private async Task UseOnce()
        {
            using (var provider = new CognitoAWSCredentials(Options()))
            {
                await provider.GetCredentialsAsync();
            }
        }
    }
}
