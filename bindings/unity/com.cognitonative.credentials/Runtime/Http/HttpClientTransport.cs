using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// Sends the library's requests by an <see cref="HttpClient"/> of the host's, with its proxies, certificates and
    /// handlers. The client stays the host's; give it a handler that follows no redirect and keeps no cookies.
    /// </summary>
    public sealed class HttpClientTransport : CognitoTransport
    {
        private readonly HttpClient client;

        /// <param name="client">Used for as long as there are providers with this transport.</param>
        public HttpClientTransport(HttpClient client)
        {
            if (client == null)
            {
                throw new ArgumentNullException("client");
            }
            this.client = client;
        }

        /// <inheritdoc/>
        protected internal override void Send(CognitoExchange exchange)
        {
            // Not awaited: it answers whatever happens. Not on this thread, whose context may be a game's.
            Task.Run(() => Exchange(exchange));
        }

        private async Task Exchange(CognitoExchange exchange)
        {
            try
            {
                using (var limit = CancellationTokenSource.CreateLinkedTokenSource(exchange.Cancelled))
                using (var request = Request(exchange))
                {
                    limit.CancelAfter(exchange.Timeout);
                    using (var response = await client.SendAsync(request, limit.Token).ConfigureAwait(false))
                    {
                        var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                        exchange.Complete((int)response.StatusCode, Headers(response), body);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                exchange.Fail(CognitoExchangeFailure.Timeout, null);
            }
            catch (Exception exception)
            {
                exchange.Fail(Kind(exception), exception.GetType().FullName);
            }
        }

        private static HttpRequestMessage Request(CognitoExchange exchange)
        {
            var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Url)
            {
                Content = new ByteArrayContent(exchange.Body)
            };
            foreach (var header in exchange.Headers)
            {
                if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value))
                {
                    request.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }
            }
            return request;
        }

        private static IEnumerable<KeyValuePair<string, string>> Headers(HttpResponseMessage response)
        {
            return response.Headers.Concat(response.Content.Headers).Select(
                header => new KeyValuePair<string, string>(header.Key, string.Join(", ", header.Value)));
        }

        private static CognitoExchangeFailure Kind(Exception exception)
        {
            for (var inner = exception; inner != null; inner = inner.InnerException)
            {
                if (inner is System.Security.Authentication.AuthenticationException)
                {
                    return CognitoExchangeFailure.Tls;
                }
            }
            return CognitoExchangeFailure.Network;
        }
    }
}
