using System;
using System.Collections.Generic;
using System.Net;
using System.Threading.Tasks;
using Amazon;
using Amazon.Runtime;

namespace CognitoNative.Tests
{
    /// <summary>A service's client as the SDK would have it, and the service, which is a function of the test's.</summary>
    internal sealed class SdkClient : AmazonServiceClient
    {
        private readonly Func<Signed, string> service;

        internal SdkClient(AWSCredentials credentials, Func<Signed, string> service)
            : base(credentials, new TestConfig { RegionEndpoint = Amazon.RegionEndpoint.USEast1 })
        {
            this.service = service;
        }

        internal Task<string> CallAsync()
        {
            return InvokeAsync();
        }

        internal string Call()
        {
            return Invoke();
        }

        internal static AmazonServiceException Refusal(string code)
        {
            return new AmazonServiceException("The security token expired", ErrorType.Sender, code, "1", HttpStatusCode.BadRequest);
        }

        protected override Task<string> SendAsync(IDictionary<string, string> headers)
        {
            return Task.FromResult(service(new Signed(headers)));
        }

        /// <summary>What a request was signed with.</summary>
        internal struct Signed
        {
            internal readonly string AccessKey, SecretKey, Token;

            internal Signed(IDictionary<string, string> headers)
            {
                var authorization = headers["Authorization"];
                var start = authorization.IndexOf("Credential=", StringComparison.Ordinal) + "Credential=".Length;
                AccessKey = authorization.Substring(start, authorization.IndexOf('/') - start);
                // The stub's "signature" is the secret itself.
                SecretKey = authorization.Substring(authorization.IndexOf("Signature=", StringComparison.Ordinal) + "Signature=".Length);
                Token = headers["X-Amz-Security-Token"];
            }
        }

        private sealed class TestConfig : ClientConfig
        {
        }
    }
}
