using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A provider that nobody holds any more is freed by the garbage collector, with all that it had of the system; not
    /// before its last request was answered, and an event handler does not keep it.
    /// </summary>
    [TestFixture]
    public sealed class ForgottenProviderTests
    {
        private Emulator _emulator;

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

        [Test]
        public void Forgotten_providers_are_collected_and_their_threads_and_descriptors_vanish()
        {
            int descriptors = ProcessResources.Descriptors();
            var forgotten = new WeakReference[20];
            int callbackThread = OnOtherThread(() => UseAndForget(forgotten));
            Assert.IsTrue(ProcessResources.HasThread(callbackThread), "there is a callback thread while there are providers");
            Eventually.IsCollected(
                () => Array.TrueForAll(forgotten, one => !one.IsAlive)
                    && !ProcessResources.HasThread(callbackThread)
                    && ProcessResources.NativeThreads() == 0
                    && ProcessResources.Descriptors() <= descriptors + 2,
                () => Array.FindAll(forgotten, one => one.IsAlive).Length + " providers are alive; the callback thread is "
                    + (ProcessResources.HasThread(callbackThread) ? "there" : "gone") + "; "
                    + descriptors + " descriptors before, now " + ProcessResources.Describe());
        }

        [Test]
        public void A_request_under_way_keeps_its_provider_until_it_is_answered()
        {
            var answered = new ManualResetEventSlim();
            string id = null;
            _emulator.Hold("GetId");
            int before = _emulator.RequestCount("GetId");
            var provider = OnOtherThread(() =>
            {
                var forgotten = NewProvider();
                forgotten.GetIdentityIdAsync(delegate(AmazonCognitoIdentityResult<string> result)
                {
                    id = result.Response;
                    answered.Set();
                });
                return new WeakReference(forgotten);
            });
            _emulator.WaitForRequests("GetId", before + 1);
            for (int i = 0; i < 10; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Assert.IsTrue(provider.IsAlive, "collected with a request under way");
            _emulator.Release();
            Assert.IsTrue(answered.Wait(Eventually.TimeoutMs), "no callback");
            StringAssert.StartsWith("us-east-1:", id);
            Eventually.IsCollected(() => !provider.IsAlive, () => "the answered request still keeps its provider");
        }

        [Test]
        public void What_is_still_to_be_stored_is_stored_when_provider_and_storage_were_forgotten()
        {
            var removed = new Recorder<string>();
            var entered = new ManualResetEventSlim();
            using (var dispatchingThreadIsFree = new ManualResetEventSlim())
            using (var blocker = NewProvider())
            {
                var provider = OnOtherThread(() =>
                {
                    var storage = new MemoryStorage();
                    var forgotten = NewProvider(storage);
                    forgotten.GetIdentityId(TimeSpan.FromMilliseconds(Eventually.TimeoutMs));
                    storage.BeforeCall = removed.Add;
                    using (new CallbackThread(() =>
                    {
                        entered.Set();
                        dispatchingThreadIsFree.Wait(Eventually.TimeoutMs);
                    }))
                    {
                        blocker.GetIdentityIdAsync();
                        Assert.IsTrue(entered.Wait(Eventually.TimeoutMs), "no log record");
                        forgotten.ClearIdentityCache();
                    }
                    return new WeakReference(forgotten);
                });
                Eventually.IsCollected(() => !provider.IsAlive && removed.All.Length > 0, () => removed.All.Length + " calls");
                dispatchingThreadIsFree.Set();
            }
            StringAssert.StartsWith("remove ", removed.First());
        }

        [Test]
        public void A_forgotten_task_keeps_its_provider_until_it_is_answered()
        {
            _emulator.Hold("GetId");
            int before = _emulator.RequestCount("GetId");
            Task<string> task = null;
            var provider = OnOtherThread(() =>
            {
                var forgotten = NewProvider();
                task = forgotten.GetIdentityIdAsync();
                return new WeakReference(forgotten);
            });
            _emulator.WaitForRequests("GetId", before + 1);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.IsTrue(provider.IsAlive, "collected with a request under way");
            _emulator.Release();
            Assert.IsTrue(task.Wait(Eventually.TimeoutMs), "no answer");
            Eventually.IsCollected(() => !provider.IsAlive, () => "a finished task keeps its provider");
        }

        [Test]
        public void An_event_handler_and_a_login_source_do_not_keep_a_provider()
        {
            var provider = OnOtherThread(() =>
            {
                var forgotten = NewProvider();
                forgotten.IdentityChangedEvent += (sender, arguments) => GC.KeepAlive(forgotten);
                forgotten.CredentialsRefreshed += (sender, arguments) => GC.KeepAlive(forgotten);
                forgotten.LoginSource = (names, cancellation) =>
                {
                    GC.KeepAlive(forgotten);
                    return Task.FromResult(CognitoLogins.None);
                };
                forgotten.GetCredentials();
                return new WeakReference(forgotten);
            });
            Eventually.IsCollected(() => !provider.IsAlive, () => "a handler keeps its provider");
            Eventually.IsCollected(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
        }

        [Test]
        public void A_storage_lives_as_long_as_its_provider_and_no_longer()
        {
            var held = new object[1];
            WeakReference provider = null;
            var storage = OnOtherThread(() =>
            {
                var own = new StorageOfTest();
                held[0] = new CognitoAWSCredentials(new CognitoCredentialsOptions
                {
                    IdentityPoolId = _emulator.PoolId, Endpoint = _emulator.Endpoint, Storage = own
                });
                provider = new WeakReference(held[0]);
                return new WeakReference(own);
            });
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.IsTrue(storage.IsAlive, "the storage of a living provider was collected");
            held[0] = null;
            Eventually.IsCollected(
                () => !provider.IsAlive && !storage.IsAlive,
                () => "provider alive: " + provider.IsAlive + ", storage alive: " + storage.IsAlive);
        }

        /// <summary>Returns the callback thread.</summary>
        private int UseAndForget(WeakReference[] forgotten)
        {
            var thread = new Recorder<int>();
            using (new CallbackThread(() => thread.Add(ProcessResources.CurrentThreadId())))
            {
                for (int i = 0; i < forgotten.Length; i++)
                {
                    var provider = NewProvider();
                    provider.IdentityChangedEvent += delegate { };
                    StringAssert.StartsWith("us-east-1:", provider.GetIdentityIdAsync().Result);
                    forgotten[i] = new WeakReference(provider);
                }
                return thread.First();
            }
        }

        private CognitoAWSCredentials NewProvider(CognitoStorage storage = null)
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = _emulator.PoolId,
                Endpoint = _emulator.Endpoint,
                Storage = storage,
                StorageDirectory = storage == null ? "" : null,
            });
        }

        /// <summary>A stack of its own, which is gone afterwards with all that it held.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static T OnOtherThread<T>(Func<T> function)
        {
            T result = default(T);
            Exception failure = null;
            var thread = new Thread(() =>
            {
                try
                {
                    result = function();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            });
            thread.Start();
            thread.Join();
            if (failure != null)
            {
                throw new InvalidOperationException("on the other thread", failure);
            }
            return result;
        }

        private sealed class StorageOfTest : CognitoStorage
        {
            protected internal override string Load(string key)
            {
                return null;
            }

            protected internal override void Save(string key, string value)
            {
            }

            protected internal override void Remove(string key)
            {
            }
        }
    }
}
