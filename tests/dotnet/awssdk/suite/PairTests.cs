using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative.AwsSdk;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// The SDK asks several times for one request, and a refresh may come in between: the key, the secret and the token of
    /// the request are of one set all the same.
    /// </summary>
    [TestFixture]
    public sealed class PairTests : ProviderTests
    {
        private const int Workers = 8;
        private const int RefreshPeriodMs = 20;
        private const int FewestSets = 5;

        private static readonly TimeSpan StressLimit = TimeSpan.FromMinutes(4);

        private static readonly int Requests =
            int.Parse(Environment.GetEnvironmentVariable("COGNITO_BRIDGE_REQUESTS") ?? "24000");

        private readonly ConcurrentDictionary<string, string> secretOfKey = new ConcurrentDictionary<string, string>();
        private readonly ConcurrentDictionary<string, string> tokenOfKey = new ConcurrentDictionary<string, string>();
        private readonly ConcurrentDictionary<string, string> keyOfToken = new ConcurrentDictionary<string, string>();
        private int mixed;

        [SetUp]
        public void ForgetWhatWasSeen()
        {
            secretOfKey.Clear();
            tokenOfKey.Clear();
            keyOfToken.Clear();
            mixed = 0;
            // The workers never leave their threads. A flow that waits for a thread for longer than it keeps a set
            // (GivenSets.PatienceMs) gets another one, rightly.
            ThreadPool.SetMinThreads(2 * Workers, 2 * Workers);
        }

        [TestCase(false)]
        [TestCase(true)]
        public void In_asynchronous_calls(bool hashesElsewhere)
        {
            Stress(credentials => Task.Run(async () =>
            {
                using (var client = new SdkClient(credentials, Judge) { HashesElsewhere = hashesElsewhere })
                {
                    for (var i = 0; IsToDo(i); i++)
                    {
                        await client.CallAsync().ConfigureAwait(false);
                    }
                }
            }));
        }

        // As the SDK does, but without its calls around it: all three asks get the same.
        [Test]
        public void In_asks_that_follow_each_other_in_one_flow()
        {
            Stress(credentials => Task.Run(async () =>
            {
                for (var i = 0; IsToDo(i); i++)
                {
                    var resolved = await credentials.GetCredentialsAsync().ConfigureAwait(false);
                    var token = (await credentials.GetCredentialsAsync().ConfigureAwait(false)).Token;
                    var keys = credentials.GetCredentials();
                    keyOfToken.TryAdd(token, keys.AccessKey);
                    if (keys.Token != token || resolved.Token != token)
                    {
                        Interlocked.Increment(ref mixed);
                    }
                }
            }));
        }

        [Test]
        public void In_synchronous_calls()
        {
            Stress(credentials => Task.Factory.StartNew(
                () =>
                {
                    using (var client = new SdkClient(credentials, Judge))
                    {
                        for (var i = 0; IsToDo(i); i++)
                        {
                            client.Call();
                        }
                    }
                },
                TaskCreationOptions.LongRunning));
        }

        // What is under way when credentials are taken back waits for new ones; the keys are then asked for elsewhere.
        [Test]
        public void When_the_answer_has_to_be_fetched()
        {
            var provider = Create();
            using (var client = new SdkClient(new CognitoNativeCredentials(provider), Judge) { HashesElsewhere = true })
            {
                for (var round = 0; round < 50; round++)
                {
                    provider.ClearCredentials();
                    var called = client.CallAsync();
                    Settled.Result(provider.RefreshAsync());
                    Settled.Result(called);
                }
            }
            Assert.AreEqual(0, mixed);
        }

        private void Stress(Func<CognitoNativeCredentials, Task> begin)
        {
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            var credentials = new CognitoNativeCredentials(provider);
            using (new Timer(state => provider.RefreshAsync(), null, 0, RefreshPeriodMs))
            {
                var all = Enumerable.Range(0, Workers).Select(one => begin(credentials)).ToArray();
                Assert.IsTrue(Task.WaitAll(all, StressLimit), "the requests came to no end");
            }
            Assert.AreEqual(0, mixed, "of " + Requests + " requests, in " + keyOfToken.Count + " sets");
        }

        private bool IsToDo(int index)
        {
            return index < Requests / Workers || keyOfToken.Count < FewestSets;
        }

        private string Judge(SdkClient.Signed request)
        {
            if (secretOfKey.GetOrAdd(request.AccessKey, request.SecretKey) != request.SecretKey
                || tokenOfKey.GetOrAdd(request.AccessKey, request.Token) != request.Token
                || keyOfToken.GetOrAdd(request.Token, request.AccessKey) != request.AccessKey)
            {
                Interlocked.Increment(ref mixed);
            }
            return "done";
        }
    }
}
