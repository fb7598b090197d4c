using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The callback overloads: exactly once, on the thread that was asked for, with the state given.</summary>
    [TestFixture]
    public sealed class CallbackTests : ProviderTests
    {
        private const string DispatchingThread = "CognitoNative callbacks";

        // The answer and the state, and nothing in Exception.
        [Test]
        public void A_success_has_the_answer_and_the_state()
        {
            var provider = Create();
            var ids = new Recorder<AmazonCognitoIdentityResult<string>>();
            var credentials = new Recorder<AmazonCognitoIdentityResult<ImmutableCredentials>>();
            object state = new object();
            provider.GetIdentityIdAsync(ids.Add, new AsyncOptions { State = state });
            provider.GetCredentialsAsync(credentials.Add, new AsyncOptions { State = 7 });
            Assert.AreEqual(provider.GetIdentityId(), ids.First().Response);
            Assert.AreSame(state, ids.First().State);
            Assert.IsNull(ids.First().Exception);
            Assert.AreEqual(provider.GetIdentityId(), credentials.First().Response.IdentityId);
            Assert.AreEqual(7, credentials.First().State);
            Assert.IsNull(credentials.First().Exception);
        }

        // The guide's form: no options at all.
        [Test]
        public void Without_options_there_is_no_state()
        {
            var results = new Recorder<AmazonCognitoIdentityResult<string>>();
            Create().GetIdentityIdAsync(results.Add);
            Assert.IsNull(results.First().State);
            Assert.IsNull(results.First().Exception);
        }

        // A failure arrives in the result, never as something thrown by the call.
        [Test]
        public void A_failure_has_the_exception_and_no_response()
        {
            Emulator.InjectForever("GetId", "error=400,ResourceNotFoundException,IdentityPool not found");
            var results = new Recorder<AmazonCognitoIdentityResult<ImmutableCredentials>>();
            Create().GetCredentialsAsync(results.Add, new AsyncOptions { State = "state" });
            var result = results.First();
            Assert.IsNull(result.Response);
            Assert.AreEqual("state", result.State);
            Assert.AreEqual(CognitoErrorCode.PoolNotFound, ((CognitoException)result.Exception).Code);
        }

        // Every one of many, each once.
        [Test]
        public void Each_callback_comes_exactly_once()
        {
            const int Count = 200;
            var provider = Create();
            var states = new Recorder<int>();
            Emulator.Hold("GetId");
            for (int index = 0; index < Count; index++)
            {
                provider.GetIdentityIdAsync(
                    result => states.Add((int)result.State),
                    new AsyncOptions { ExecuteCallbackOnMainThread = index % 2 == 0, State = index });
            }
            Emulator.WaitForRequests("GetId", 1);
            Assert.AreEqual(0, states.All.Length);
            Emulator.Release();
            states.WaitFor(Count);
            Drain(provider);
            provider.Dispose();
            int[] all = states.All;
            Array.Sort(all);
            Assert.AreEqual(Count, all.Length);
            Assert.AreEqual(Count - 1, all[Count - 1]);
            Assert.AreEqual(0, all[0]);
        }

        // Disposing ends a request, and its callback hears of it.
        [Test]
        public void Dispose_ends_it_with_a_cancellation()
        {
            Emulator.Hold("GetId");
            var provider = Create();
            var results = new Recorder<AmazonCognitoIdentityResult<string>>();
            provider.GetIdentityIdAsync(results.Add, new AsyncOptions { State = "state" });
            Emulator.WaitForRequests("GetId", 1);
            provider.Dispose();
            Assert.IsInstanceOf<OperationCanceledException>(results.First().Exception);
            Assert.AreEqual("state", results.First().State);
        }

        // "Main thread" is the synchronization context of whoever asks.
        [Test]
        public void With_a_synchronization_context_it_comes_there()
        {
            var provider = Create();
            using (var loop = new LoopContext())
            {
                var threads = new Recorder<Thread>();
                loop.Run(() => provider.GetIdentityIdAsync(result => threads.Add(Thread.CurrentThread)));
                Assert.AreSame(loop.Thread, threads.First());
            }
        }

        // Asked for the pool, it comes on the pool, whatever context there is.
        [Test]
        public void Without_the_main_thread_it_comes_on_the_pool()
        {
            var provider = Create();
            using (var loop = new LoopContext())
            {
                var threads = new Recorder<Thread>();
                loop.Run(() => provider.GetIdentityIdAsync(result => threads.Add(Thread.CurrentThread), Anywhere));
                Assert.IsTrue(threads.First().IsThreadPoolThread);
            }
        }

        // A program without a main thread: the pool, since the dispatching thread serves everybody.
        [Test]
        public void Without_a_synchronization_context_it_comes_on_the_pool()
        {
            var provider = Create();
            var threads = new Recorder<Thread>();
            OnPlainThread(() => provider.GetIdentityIdAsync(result => threads.Add(Thread.CurrentThread)));
            Assert.IsTrue(threads.First().IsThreadPoolThread);
            Assert.AreNotEqual(DispatchingThread, threads.First().Name);
        }

        // A loop that has ended refuses what is posted to it. The callback comes all the same.
        [Test]
        public void A_context_that_is_gone_costs_no_callback()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var provider = Create();
            Emulator.Hold("GetId");
            var results = new Recorder<AmazonCognitoIdentityResult<string>>();
            using (var loop = new LoopContext())
            {
                loop.Run(() => provider.GetIdentityIdAsync(results.Add));
                Emulator.WaitForRequests("GetId", 1);
            }
            Emulator.Release();
            Assert.IsNull(results.First().Exception);
            Assert.IsInstanceOf<ObjectDisposedException>(reported.First().InnerException);
        }

        // One that throws is reported, and disturbs no other.
        [Test]
        public void A_callback_that_throws_is_reported()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var provider = Create();
            provider.GetIdentityIdAsync(result => throw new InvalidOperationException("mine"));
            Assert.AreEqual("mine", reported.First().InnerException.Message);
            StringAssert.Contains("mine", reported.First().Message);
            Settled.Result(provider.GetIdentityIdAsync());
        }

        // The next request may be made in the callback, and the provider disposed there.
        [Test]
        public void A_callback_may_use_the_provider()
        {
            var provider = Create();
            var results = new Recorder<ImmutableCredentials>();
            provider.GetIdentityIdAsync(id => provider.GetCredentialsAsync(
                credentials =>
                {
                    provider.Dispose();
                    results.Add(credentials.Response);
                },
                Anywhere));
            Assert.IsNotNull(results.First());
            Assert.Throws<ObjectDisposedException>(() => provider.GetCachedIdentityId());
        }

        [Test]
        public void A_callback_is_needed()
        {
            var provider = Create();
            Assert.AreEqual("callback", Assert.Throws<ArgumentNullException>(
                () => provider.GetIdentityIdAsync((AmazonCognitoIdentityCallback<string>)null)).ParamName);
            Assert.AreEqual("callback", Assert.Throws<ArgumentNullException>(
                () => provider.GetCredentialsAsync(null, new AsyncOptions())).ParamName);
            Assert.AreEqual(0, Emulator.RequestCount());
        }

        [Test]
        public void The_main_thread_is_the_default()
        {
            Assert.IsTrue(new AsyncOptions().ExecuteCallbackOnMainThread);
            Assert.IsNull(new AsyncOptions().State);
        }

        internal static void OnPlainThread(Action action)
        {
            var thread = new Thread(() => action());
            thread.Start();
            Assert.IsTrue(thread.Join(Settled.Limit));
        }

        // A context that runs what was posted and throws afterwards looks like one that is gone.
        [Test]
        public void A_context_that_runs_and_throws_is_called_back_once()
        {
            var provider = Create();
            var results = new Recorder<string>();
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(new RunsAndThrows());
            try
            {
                provider.GetIdentityIdAsync(result => results.Add(result.Response));
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
            string id = results.First();
            // Whatever was queued for a second time has run by then.
            Settled.Result(provider.GetIdentityIdAsync());
            Settled.Result(Task.Run(() => 0));
            Assert.AreEqual(new[] { id }, results.All);
        }

        private sealed class RunsAndThrows : SynchronizationContext
        {
            public override void Post(SendOrPostCallback callback, object state)
            {
                callback(state);
                throw new InvalidOperationException("too late");
            }
        }
    }
}
