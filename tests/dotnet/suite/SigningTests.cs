using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>Requests are signed as AWS documents it, with given credentials and with a provider's.</summary>
    [TestFixture]
    public sealed class SigningTests : ProviderTests
    {
        private const string Url = "https://saves.s3.eu-west-1.amazonaws.com/slot1";

        // Amazon S3 API Reference, "Authenticating Requests", its examples.
        private static readonly ImmutableCredentials Documented = new ImmutableCredentials(
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null, DateTime.MinValue, null);

        private static readonly DateTime DocumentedAt = new DateTime(2013, 5, 24, 0, 0, 0, DateTimeKind.Utc);

        [Test]
        public void The_documented_request_has_the_documented_signature()
        {
            var request = new AwsRequest("GET", "https://examplebucket.s3.amazonaws.com/test.txt") { SignedAt = DocumentedAt }
                .WithHeader("Range", "bytes=0-9");
            var signed = AwsSigner.Sign(Documented, request);
            Assert.AreEqual("https://examplebucket.s3.amazonaws.com/test.txt", signed.Url);
            StringAssert.EndsWith(
                "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                signed.Headers.Single(header => header.Key == "authorization").Value);
            Assert.AreEqual(DocumentedAt, signed.SignedAt);
            Assert.IsNull(signed.EndsAt);
        }

        [Test]
        public void The_documented_presigned_url_is_made()
        {
            var request = new AwsRequest("GET", "https://examplebucket.s3.amazonaws.com/test.txt")
            {
                SignedAt = DocumentedAt,
                Expires = TimeSpan.FromDays(1),
            };
            var signed = AwsSigner.Sign(Documented, request);
            StringAssert.EndsWith(
                "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", signed.Url);
            Assert.AreEqual(0, signed.Headers.Count);
            Assert.AreEqual(DocumentedAt.AddDays(1), signed.EndsAt);
        }

        [Test]
        public void A_presigned_url_ends_with_the_credentials()
        {
            var soon = new ImmutableCredentials("ASIAEXAMPLE", "secret", "token", DocumentedAt.AddMinutes(5), null);
            var request = new AwsRequest("GET", Url) { SignedAt = DocumentedAt, Expires = TimeSpan.FromHours(1) };
            Assert.AreEqual(DocumentedAt.AddMinutes(5), AwsSigner.Sign(soon, request).EndsAt);
        }

        [Test]
        public void What_cannot_be_signed_is_refused_by_the_name_of_the_member()
        {
            var refused = Assert.Throws<CognitoException>(
                () => AwsSigner.Sign(Documented, new AwsRequest("GET", "http://127.0.0.1:9000/saves")));
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, refused.Code);
            Assert.AreEqual("Region", refused.OptionName);
            Assert.Throws<ArgumentNullException>(() => AwsSigner.Sign((ImmutableCredentials)null, new AwsRequest("GET", Url)));
            Assert.Throws<ArgumentNullException>(() => AwsSigner.Sign(Documented, null));
            Assert.Throws<ArgumentException>(() => AwsSigner.Sign(Documented, new AwsRequest("GET", Url + "\0")));
            Assert.Throws<ArgumentException>(() => AwsSigner.Sign(Documented, new AwsRequest("GET", Url + "\uD800")));
        }

        [Test]
        public void A_text_shows_no_secret()
        {
            var request = new AwsRequest("GET", Url + "?token=hidden") { Expires = TimeSpan.FromHours(1) };
            StringAssert.DoesNotContain("hidden", request.ToString());
            StringAssert.DoesNotContain("Signature=", AwsSigner.Sign(Documented, request).ToString());
        }

        /// <summary>The strings, the list of headers and the object around them; no buffer, no name anew.</summary>
        [Test]
        public void Signing_allocates_its_result_and_nothing_else()
        {
            const int Signatures = 100;
            // A string is its characters, 22 bytes, and what fills the last word; the rest are an array of pairs and the
            // object, and leave room for no other.
            const int Rest = 168;
            var credentials = new ImmutableCredentials("ASIAEXAMPLE", "secret", "token", DateTime.UtcNow.AddHours(1), null);
            var request = new AwsRequest("PUT", Url) { Body = new byte[1024] }.WithHeader("content-type", "text/plain");
            var signed = AwsSigner.Sign(credentials, request);
            var strings = signed.Headers.Select(header => header.Value).Concat(new[] { signed.Url });
            var most = strings.Sum(text => (22 + (2 * text.Length) + 7) / 8 * 8) + Rest;

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Signatures; i++)
            {
                AwsSigner.Sign(credentials, request);
            }
            var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Signatures;
            Assert.LessOrEqual(each, most);
        }

        [Test]
        public void A_provider_gets_its_credentials_first_and_signs_with_them()
        {
            var provider = Create();
            var signed = Settled.Result(provider.SignAsync(new AwsRequest("PUT", Url) { Body = new byte[] { 1, 2, 3 } }));
            var credentials = Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(
                credentials.Token, signed.Headers.Single(header => header.Key == "x-amz-security-token").Value);
            StringAssert.Contains(
                credentials.AccessKey, signed.Headers.Single(header => header.Key == "authorization").Value);
            Assert.Less(Math.Abs((DateTime.UtcNow - signed.SignedAt).TotalSeconds), 60);

            var presigned = Settled.Result(provider.PresignAsync("GET", Url, TimeSpan.FromDays(7)));
            Assert.AreEqual(credentials.Expiration, presigned.EndsAt);
        }

        [Test]
        public void A_provider_that_gets_no_credentials_says_why()
        {
            var provider = Create(options => options.MaxAttempts = 1);
            Emulator.Inject("any", 100, "throttle");
            // The second in the pause that follows a failure, when a poll is told of that one.
            for (var i = 0; i < 2; i++)
            {
                var failed = Assert.Throws<CognitoException>(
                    () => provider.SignAsync(new AwsRequest("GET", Url)).GetAwaiter().GetResult());
                Assert.AreEqual(CognitoErrorCode.Throttled, failed.Code, failed.Message);
            }
        }

        [Test]
        public void An_http_client_sends_signed_requests()
        {
            var sent = new Recording();
            using (var client = new HttpClient(new AwsSigningHandler(Create(), sent)))
            {
                var content = new StringContent("{\"TableName\":\"players\"}");
                content.Headers.ContentType.MediaType = "application/x-amz-json-1.0";
                content.Headers.Add("X-Amz-Target", "DynamoDB_20120810.GetItem");
                Settled.Result(client.PostAsync("https://dynamodb.eu-west-1.amazonaws.com/", content));
                var authorization = sent.Request.Headers.GetValues("authorization").Single();
                StringAssert.Contains("/eu-west-1/dynamodb/aws4_request", authorization);
                StringAssert.Contains(
                    "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target", authorization);
                Assert.IsTrue(sent.Request.Headers.Contains("x-amz-date"));
                Assert.AreEqual("{\"TableName\":\"players\"}", sent.Body);

                // As S3 writes it, whoever else looks at the path.
                Settled.Result(client.PutAsync(Url + "/us-east-1:1", new StringContent("level 7")));
                Assert.AreEqual(Url + "/us-east-1%3A1", sent.Request.RequestUri.AbsoluteUri);
            }
            Assert.Throws<ArgumentNullException>(() => new AwsSigningHandler(null));
        }

        private sealed class Recording : HttpMessageHandler
        {
            internal HttpRequestMessage Request { get; private set; }

            internal string Body { get; private set; }

            protected override async Task<HttpResponseMessage> SendAsync(
                HttpRequestMessage request, CancellationToken cancellationToken)
            {
                Request = request;
                Body = await request.Content.ReadAsStringAsync().ConfigureAwait(false);
                return new HttpResponseMessage(HttpStatusCode.OK);
            }
        }
    }
}
