using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>All providers of a process share one thread for their callbacks, which ends with the last of them.</summary>
    [TestFixture]
    public sealed class ManyProvidersTests
    {
        private const int Providers = 100;
        private const int RequestsEach = 10;

        [Test]
        public void A_hundred_providers_share_one_callback_thread()
        {
            using (var emulator = new Emulator())
            using (var refreshed = new CountdownEvent(Providers))
            {
                var threads = new ConcurrentDictionary<int, string>();
                Action<CognitoLogLevel, string> noteThread = (level, text) =>
                    threads[ProcessResources.CurrentThreadId()] = Thread.CurrentThread.Name;
                CognitoLog.Message += noteThread;
                CognitoLog.Level = CognitoLogLevel.Debug;
                var providers = new List<CognitoAWSCredentials>();
                var answers = new List<Task>();
                for (int i = 0; i < Providers; i++)
                {
                    var provider = NewProvider(emulator);
                    provider.CredentialsRefreshed += delegate { refreshed.Signal(); };
                    providers.Add(provider);
                }
                foreach (var provider in providers)
                {
                    answers.AddRange(Enumerable.Range(0, RequestsEach).Select(one => (Task)provider.GetCredentialsAsync()));
                }
                Assert.IsTrue(Task.WaitAll(answers.ToArray(), 2 * Eventually.TimeoutMs), "not every request was answered");
                Assert.IsTrue(refreshed.Wait(Eventually.TimeoutMs), "not every event came");
                Assert.AreEqual(Providers, emulator.RequestCount("GetCredentialsForIdentity"), "flights are shared");
                Assert.AreEqual(Providers, emulator.Identities().Length);

                CognitoLog.Level = CognitoLogLevel.Off;
                CognitoLog.Message -= noteThread;
                Assert.AreEqual(new[] { "CognitoNative callbacks" }, threads.Values.ToArray());
                int thread = threads.Keys.Single();
                providers.Take(Providers - 1).ToList().ForEach(one => one.Dispose());
                Assert.IsNotNull(providers.Last().GetCredentialsAsync().Result.AccessKey);
                Assert.IsTrue(ProcessResources.HasThread(thread), "it is there as long as one provider is");
                providers.Last().Dispose();
                Eventually.IsTrue(() => !ProcessResources.HasThread(thread), () => "the callback thread stays");
                Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
            }
        }

        private static CognitoAWSCredentials NewProvider(Emulator emulator)
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = emulator.PoolId, Endpoint = emulator.Endpoint, StorageDirectory = ""
            });
        }
    }
}
