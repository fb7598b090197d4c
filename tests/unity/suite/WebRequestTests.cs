using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using NUnit.Framework;
using UnityEngine.Networking;

namespace UnitySuite
{
    /// <summary>A UnityWebRequest that was signed says what was signed, and nothing was touched off the main thread.</summary>
    [TestFixture]
    public sealed class WebRequestTests : UnityFixture
    {
        private const string Url = "https://saves.s3.eu-west-1.amazonaws.com/slot1";
        private const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        private CognitoAWSCredentials provider;

        [SetUp]
        public void Start()
        {
            Play();
            provider = Provider();
        }

        [TearDown]
        public void End()
        {
            provider.Dispose();
        }

        [Test]
        public void WhatIsSignedIsWhatUnityWillSend()
        {
            var request = UnityWebRequest.Put(Url, Encoding.UTF8.GetBytes("abc"));
            Done(request.SignAsync(provider));

            StringAssert.Contains("/eu-west-1/s3/aws4_request", request.GetRequestHeader("Authorization"));
            StringAssert.Contains(
                "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
                request.GetRequestHeader("Authorization"));
            Assert.That(request.GetRequestHeader("Content-Type"), Is.EqualTo("application/octet-stream"));
            Assert.That(request.GetRequestHeader("x-amz-content-sha256"), Is.EqualTo(HashOfAbc));
            Assert.That(request.GetRequestHeader("x-amz-security-token"), Is.Not.Empty);
            Assert.That(request.url, Is.EqualTo(Url));
        }

        [Test]
        public void HeadersOfTheGameAreSigned()
        {
            var request = new UnityWebRequest("https://dynamodb.eu-west-1.amazonaws.com/", "POST")
            {
                uploadHandler = new UploadHandlerRaw(new byte[] { 1 }) { contentType = "application/x-amz-json-1.0" },
            };
            request.SetRequestHeader("x-amz-target", "DynamoDB_20120810.PutItem");
            request.SetRequestHeader("X-Session", "not signed");
            Done(request.SignAsync(provider, aws => aws.WithHeader("X-Amz-Meta-A", "1").WithHeader("x-amz-meta-a", "2")));

            StringAssert.Contains(
                "SignedHeaders=content-type;host;x-amz-date;x-amz-meta-a;x-amz-security-token;x-amz-target,",
                request.GetRequestHeader("Authorization"));
            Assert.That(request.GetRequestHeader("Content-Type"), Is.EqualTo("application/x-amz-json-1.0"));
            Assert.That(request.GetRequestHeader("X-Amz-Meta-A"), Is.EqualTo("1,2"));
        }

        [Test]
        public void AnIdentityIdMayBeInTheUrl()
        {
            var request = UnityWebRequest.Get("https://saves.s3.eu-west-1.amazonaws.com/us-east-1:1-2/slot 1");
            Done(request.SignAsync(provider));
            Assert.That(request.url, Is.EqualTo("https://saves.s3.eu-west-1.amazonaws.com/us-east-1%3A1-2/slot%201"));
            Assert.That(request.GetRequestHeader("Content-Type"), Is.Empty);
        }

        [Test]
        public void WhatTheUrlDoesNotSayCanBeSaid()
        {
            var request = UnityWebRequest.Get("http://127.0.0.1:1/saves/slot1");
            var refused = Assert.Throws<CognitoException>(() => Done(request.SignAsync(provider)));
            Assert.That(refused.OptionName, Is.EqualTo("Region"));
            Done(request.SignAsync(provider, aws =>
            {
                aws.Service = "s3";
                aws.Region = "eu-west-3";
            }));
            StringAssert.Contains("/eu-west-3/s3/aws4_request", request.GetRequestHeader("Authorization"));
        }

        [Test]
        public void AUrlForAFriendNeedsNoHeader()
        {
            var request = UnityWebRequest.Get(Url);
            Done(request.SignAsync(provider, aws => aws.Expires = TimeSpan.FromMinutes(5)));
            StringAssert.Contains("&X-Amz-Signature=", request.url);
            Assert.That(request.GetRequestHeader("Authorization"), Is.Empty);
        }

        [Test]
        public void ABodyThatIsNotKnownIsNotSigned()
        {
            var file = Path.Combine(Directory, "save");
            File.WriteAllText(file, "abc");
            var request = new UnityWebRequest(Url, "PUT") { uploadHandler = new UploadHandlerFile(file) };
            var refused = Assert.Throws<InvalidOperationException>(() => Done(request.SignAsync(provider)));
            StringAssert.Contains("BodySha256", refused.Message);
            Assert.That(request.GetRequestHeader("Authorization"), Is.Empty);

            Done(request.SignAsync(provider, aws => aws.BodySha256 = HashOfAbc));
            Assert.That(request.GetRequestHeader("x-amz-content-sha256"), Is.EqualTo(HashOfAbc));
            Done(request.SignAsync(provider, aws => aws.UnsignedBody = true));
            Assert.That(request.GetRequestHeader("x-amz-content-sha256"), Is.EqualTo("UNSIGNED-PAYLOAD"));
        }

        [Test]
        public void OnlyTheMainThreadMaySign()
        {
            var request = UnityWebRequest.Get(Url);
            OnAnotherThread(() =>
            {
                var refused = Assert.Throws<InvalidOperationException>(
                    () => request.SignAsync(provider).GetAwaiter().GetResult());
                StringAssert.Contains("main thread", refused.Message);
            });
            Assert.Throws<ArgumentNullException>(() => Done(request.SignAsync(null)));
            Assert.Throws<ArgumentNullException>(() => Done(((UnityWebRequest)null).SignAsync(provider)));
        }

        [Test]
        public void WhatFollowsIsOnTheMainThread()
        {
            var here = Thread.CurrentThread.ManagedThreadId;
            var there = new int[2];
            using (var server = new SavingServer())
            {
                Func<Task> script = async () =>
                {
                    var request = UnityWebRequest.Put(server.Endpoint + "/saves/slot1", new byte[] { 7 });
                    await request.SignAsync(provider, ToLoopback);
                    there[0] = Thread.CurrentThread.ManagedThreadId;
                    await request.SendSignedAsync(provider, ToLoopback);
                    there[1] = Thread.CurrentThread.ManagedThreadId;
                };
                Done(script());
            }
            Assert.That(there, Is.All.EqualTo(here));
        }

        [Test]
        public void WhatIsSentComesBack()
        {
            using (var server = new SavingServer())
            {
                var put = UnityWebRequest.Put(server.Endpoint + "/saves/us-east-1:1/slot1", Encoding.UTF8.GetBytes("level 7"));
                Done(put.SendSignedAsync(provider, ToLoopback));
                Assert.That(put.responseCode, Is.EqualTo(200));
                Assert.That(server.Path, Is.EqualTo("/saves/us-east-1%3A1/slot1"));
                StringAssert.StartsWith("AWS4-HMAC-SHA256 ", server.Headers["Authorization"]);

                var get = UnityWebRequest.Get(server.Endpoint + "/saves/us-east-1:1/slot1");
                Done(get.SendSignedAsync(provider, ToLoopback));
                Assert.That(get.downloadHandler.text, Is.EqualTo("level 7"));
                var again = Assert.Throws<InvalidOperationException>(() => Done(get.SendSignedAsync(provider, ToLoopback)));
                StringAssert.Contains("sent before", again.Message);
            }
        }

        [Test]
        public void AServiceThatIsNotThereIsNoException()
        {
            var request = UnityWebRequest.Get("http://127.0.0.1:1/saves/slot1");
            Done(request.SendSignedAsync(provider, ToLoopback));
            Assert.That(request.responseCode, Is.EqualTo(0));
            Assert.That(request.error, Is.Not.Empty);
        }

        [Test]
        public void WhoCancelsWaitsNoLonger()
        {
            Emulator.Hold(CognitoNative.Tests.Emulator.AnyOperation);
            using (var source = new CancellationTokenSource())
            {
                var request = UnityWebRequest.Get(Url);
                var signing = request.SignAsync(provider, null, source.Token);
                source.Cancel();
                Assert.That(() => Done(signing), Throws.InstanceOf<OperationCanceledException>());
                Assert.That(request.isModifiable, Is.True);
            }
        }

        private static void ToLoopback(AwsRequest request)
        {
            request.Service = "s3";
            request.Region = "us-east-1";
        }

        private void Done(Task task)
        {
            Player.FramesUntil(() => task.IsCompleted, "signed");
            task.GetAwaiter().GetResult();
        }
    }
}
