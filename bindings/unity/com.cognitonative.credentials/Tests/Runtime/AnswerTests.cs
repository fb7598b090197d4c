using System;
using System.Collections;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace CognitoNative.Tests
{
    /// <summary>
    /// What only a real Unity on a real device can tell: that the native library loads, and that its answers come to the
    /// main thread. Needs no service: nobody answers on the port that is asked.
    /// </summary>
    public sealed class AnswerTests
    {
        [UnityTest]
        public IEnumerator ACallbackComesToTheMainThread()
        {
            int here = Thread.CurrentThread.ManagedThreadId;
            using (CognitoAWSCredentials credentials = Unreachable())
            {
                AmazonCognitoIdentityResult<string> answer = null;
                int thread = 0;
                credentials.GetIdentityIdAsync(result =>
                {
                    thread = Thread.CurrentThread.ManagedThreadId;
                    answer = result;
                });
                while (answer == null)
                {
                    yield return null;
                }
                Assert.That(thread, Is.EqualTo(here));
                Assert.That(((CognitoException)answer.Exception).Code, Is.EqualTo(CognitoErrorCode.Network));
            }
        }

        [UnityTest]
        public IEnumerator AnAwaitContinuesOnTheMainThread()
        {
            int here = Thread.CurrentThread.ManagedThreadId;
            using (CognitoAWSCredentials credentials = Unreachable())
            {
                Task<int> thread = ThreadAfterAwait(credentials);
                while (!thread.IsCompleted)
                {
                    yield return null;
                }
                Assert.That(thread.Result, Is.EqualTo(here));
            }
        }

        [Test]
        public void DisposingCancelsWhatIsUnderWay()
        {
            Task<string> identity;
            using (CognitoAWSCredentials credentials = Unreachable())
            {
                Assert.That(credentials.GetCachedIdentityId(), Is.Null);
                identity = credentials.GetIdentityIdAsync();
            }
            Assert.That(identity.Status, Is.Not.EqualTo(TaskStatus.RanToCompletion));
        }

        private static CognitoAWSCredentials Unreachable()
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = "us-east-1:11111111-2222-3333-4444-555555555555",
                Endpoint = "http://127.0.0.1:9",
                // Leaves nothing behind.
                StorageDirectory = "",
                MaxAttempts = 1,
            });
        }

        private static async Task<int> ThreadAfterAwait(CognitoAWSCredentials credentials)
        {
            try
            {
                await credentials.GetIdentityIdAsync();
            }
            catch (CognitoException)
            {
                return Thread.CurrentThread.ManagedThreadId;
            }
            throw new InvalidOperationException("somebody answers on port 9");
        }
    }
}
