using System;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine.Networking;

namespace UnitySuite
{
    /// <summary>
    /// The requests in another form than a task's, each awaited as a script would: there when the task is, on the same thread,
    /// with the same answer or failure.
    /// </summary>
    public abstract class AdapterTests : UnityFixture
    {
        private const string Url = "https://saves.s3.eu-west-1.amazonaws.com/slot1";

        [Test]
        public void WhatIsCachedTakesNoFrame()
        {
            Play();
            using (var provider = Provider())
            {
                Done(GetCredentials(provider, CancellationToken.None));
                Task[] asked =
                {
                    GetIdentityId(provider),
                    GetCredentials(provider, CancellationToken.None),
                    Sign(provider, new AwsRequest("GET", Url)),
                    Presign(provider, "GET", Url, TimeSpan.FromMinutes(1)),
                    Sign(provider, UnityWebRequest.Get(Url)),
                };
                Assert.That(asked, Has.All.Property("IsCompleted").True);
                Array.ForEach(asked, task => task.GetAwaiter().GetResult());
            }
        }

        [Test]
        public void AnAnswerIsThereBeforeUpdateOfTheSameFrame()
        {
            Play(typeof(CountsUpdates));
            using (var provider = Provider())
            {
                var counter = Player.Script<CountsUpdates>();
                int? updatesBefore = null;
                Func<Task> script = async () =>
                {
                    await GetIdentityId(provider);
                    updatesBefore = counter.Updates;
                };
                Done(script());
                Assert.That(updatesBefore, Is.EqualTo(Player.Frames - 1));
            }
        }

        [Test]
        public void EachAnswersWhatItsTaskAnswers()
        {
            Play();
            using (var provider = Provider())
            {
                var first = GetCredentials(provider, CancellationToken.None);
                Done(first);
                Assert.That(first.Result.AccessKey, Is.EqualTo(provider.GetCredentials().AccessKey));
                var identity = GetIdentityId(provider);
                Done(identity);
                Assert.That(identity.Result, Is.EqualTo(provider.GetCachedIdentityId()));
                var second = Refresh(provider);
                Done(second);
                Assert.That(second.Result.AccessKey, Is.Not.EqualTo(first.Result.AccessKey));
                var token = GetOpenIdToken(provider);
                Done(token);
                Assert.That(token.Result, Is.Not.Empty);
                var request = UnityWebRequest.Get(Url);
                Done(Sign(provider, request));
                StringAssert.StartsWith("AWS4-HMAC-SHA256 ", request.GetRequestHeader("Authorization"));
            }
        }

        [Test]
        public void ALoginIsUnlinked()
        {
            Play();
            using (var provider = Provider())
            {
                provider.AddLogin("accounts.example.com", "ann");
                Done(GetCredentials(provider, CancellationToken.None));
                Done(UnlinkLogin(provider, "accounts.example.com"));
                Assert.That(provider.LoginsCount, Is.EqualTo(0));
            }
        }

        [Test]
        public void ARequestIsSent()
        {
            Play();
            using (var server = new SavingServer())
            using (var provider = Provider())
            {
                var request = UnityWebRequest.Put(server.Endpoint + "/saves/slot1", new byte[] { 7 });
                Done(Send(provider, request, aws =>
                {
                    aws.Service = "s3";
                    aws.Region = "us-east-1";
                }));
                Assert.That(request.responseCode, Is.EqualTo(200));
            }
        }

        [Test]
        public void AFailureIsThrownAsItIs()
        {
            Play();
            var options = Options();
            options.IdentityPoolId = "us-east-1:00000000-0000-4000-8000-000000000000";
            using (var provider = new CognitoAWSCredentials(options))
            {
                foreach (var asked in new Task[] { GetIdentityId(provider), Sign(provider, UnityWebRequest.Get(Url)) })
                {
                    var failure = Assert.Throws<CognitoException>(() => Done(asked));
                    Assert.That(failure.Code, Is.EqualTo(CognitoErrorCode.PoolNotFound));
                }
            }
        }

        [Test]
        public void WhoCancelsWaitsNoLonger()
        {
            Play();
            Emulator.Hold(CognitoNative.Tests.Emulator.AnyOperation);
            using (var source = new CancellationTokenSource())
            using (var provider = Provider())
            {
                var asked = GetCredentials(provider, source.Token);
                source.Cancel();
                Assert.That(() => Done(asked), Throws.InstanceOf<OperationCanceledException>());
                Assert.That(asked.IsCanceled, Is.True);
            }
        }

        [Test]
        public void ItMayBeAskedOnAnyThread()
        {
            Play();
            using (var provider = Provider())
            {
                Task<string> asked = null;
                OnAnotherThread(() => asked = GetIdentityId(provider));
                Done(asked);
                Assert.That(asked.Result, Is.EqualTo(provider.GetCachedIdentityId()));
            }
        }

        protected abstract Task<string> GetIdentityId(ICognitoCredentials credentials);

        protected abstract Task<ImmutableCredentials> GetCredentials(ICognitoCredentials credentials, CancellationToken token);

        protected abstract Task<ImmutableCredentials> Refresh(ICognitoCredentials credentials);

        protected abstract Task<string> GetOpenIdToken(ICognitoCredentials credentials);

        protected abstract Task UnlinkLogin(ICognitoCredentials credentials, string providerName);

        protected abstract Task<SignedAwsRequest> Sign(ICognitoCredentials credentials, AwsRequest request);

        protected abstract Task<SignedAwsRequest> Presign(
            ICognitoCredentials credentials, string method, string url, TimeSpan expires);

        protected abstract Task Sign(CognitoAWSCredentials credentials, UnityWebRequest request);

        protected abstract Task Send(CognitoAWSCredentials credentials, UnityWebRequest request, Action<AwsRequest> configure);

        private void Done(Task task)
        {
            Player.FramesUntil(() => task.IsCompleted, "answered");
            task.GetAwaiter().GetResult();
        }
    }
}
