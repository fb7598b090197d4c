#if !UNITY_2017_1_OR_NEWER || NET_STANDARD_2_0 || NET_STANDARD_2_1 || NET_STANDARD
using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// Signs what an <see cref="HttpClient"/> sends, with a player's credentials: <c>new HttpClient(new
    /// AwsSigningHandler(credentials))</c>. Only requests to AWS services should go through it. A body is read into memory to be
    /// hashed.
    /// </summary>
    public sealed class AwsSigningHandler : DelegatingHandler
    {
        private readonly CognitoAWSCredentials credentials;

        /// <param name="credentials">Whose requests they are; stays the caller's.</param>
        public AwsSigningHandler(CognitoAWSCredentials credentials)
            : this(credentials, new HttpClientHandler())
        {
        }

        /// <param name="credentials">Whose requests they are; stays the caller's.</param>
        /// <param name="innerHandler">Who sends them; disposed with this.</param>
        public AwsSigningHandler(CognitoAWSCredentials credentials, HttpMessageHandler innerHandler)
            : base(innerHandler)
        {
            if (credentials == null)
            {
                throw new ArgumentNullException("credentials");
            }
            this.credentials = credentials;
        }

        /// <summary>The services' region. Null: what the URL's host says.</summary>
        [MaybeNull, AllowNull]
        public string Region { get; set; }

        /// <summary>The signing name, "s3", "execute-api". Null: what the URL's host says.</summary>
        [MaybeNull, AllowNull]
        public string Service { get; set; }

        /// <summary>Signs, and sends.</summary>
        /// <param name="request">Its authorization and x-amz-date are replaced.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var toSign = new AwsRequest(request.Method.Method, request.RequestUri.AbsoluteUri)
            {
                Region = Region,
                Service = Service,
                Body = request.Content == null ? null : await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false),
            };
            if (request.Headers.Host != null)
            {
                toSign.WithHeader("host", request.Headers.Host);
            }
            // What else is sent the client may change: an encoding, an agent, a date.
            AddAmz(toSign, request.Headers);
            if (request.Content != null)
            {
                AddAmz(toSign, request.Content.Headers);
                if (request.Content.Headers.ContentType != null)
                {
                    toSign.WithHeader("content-type", request.Content.Headers.ContentType.ToString());
                }
            }
            var signed = await credentials.SignAsync(toSign, cancellationToken).ConfigureAwait(false);
            request.RequestUri = new Uri(signed.Url);
            foreach (var header in signed.Headers)
            {
                request.Headers.Remove(header.Key);
                request.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        private static void AddAmz(
            AwsRequest request, IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
        {
            foreach (var header in headers)
            {
                if (header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
                {
                    foreach (var value in header.Value)
                    {
                        request.WithHeader(header.Key, value);
                    }
                }
            }
        }
    }
}
#endif
