using System;
using System.Collections.Generic;
using System.Net;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
    /// <summary>
    /// What the SDK's clients have in common. How often credentials are asked for, and how, is what was seen of the real
    /// ones: 3.7 once for an attempt; 4 asynchronously to resolve, asynchronously for the token, and synchronously for the
    /// keys, or, where its calls are synchronous, three times so.
    /// </summary>
    public abstract class AmazonServiceClient : IDisposable
    {
        private const int MostRetries = 4;

        protected AmazonServiceClient(AWSCredentials credentials, ClientConfig config)
        {
            Credentials = credentials;
            Config = config;
        }

        public event ExceptionEventHandler ExceptionEvent;

        public IClientConfig Config { get; private set; }

        protected internal AWSCredentials Credentials { get; private set; }

        public void Dispose()
        {
            Dispose(true);
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        /// <summary>Not in the SDK: sends signed headers to the service, which may throw.</summary>
        protected abstract Task<string> SendAsync(IDictionary<string, string> headers);

        /// <summary>Not in the SDK: the pipeline of an asynchronous call.</summary>
        protected async Task<string> InvokeAsync()
        {
            var headers = new Dictionary<string, string>();
            try
            {
                for (var retries = 0; ; retries++)
                {
                    try
                    {
                        return await SignAndSendAsync(headers).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (retries < MostRetries && IsWorthARetry(exception))
                    {
                    }
                }
            }
            catch (Exception exception)
            {
                Tell(exception, headers);
                throw;
            }
        }

        /// <summary>Not in the SDK: the pipeline of a synchronous call.</summary>
        protected string Invoke()
        {
            var headers = new Dictionary<string, string>();
            try
            {
#if AWSSDK_V4
                Credentials.GetCredentials();
                headers["X-Amz-Security-Token"] = Credentials.GetCredentials().Token;
                Sign(headers, Credentials.GetCredentials());
#else
                var once = Credentials.GetCredentials();
                headers["X-Amz-Security-Token"] = once.Token;
                Sign(headers, once);
#endif
                return SendAsync(headers).GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                Tell(exception, headers);
                throw;
            }
        }

        private async Task<string> SignAndSendAsync(IDictionary<string, string> headers)
        {
#if AWSSDK_V4
            await ResolveAsync().ConfigureAwait(false);
            await SignAsync(headers).ConfigureAwait(false);
#else
            var once = await Credentials.GetCredentialsAsync().ConfigureAwait(false);
            headers["X-Amz-Security-Token"] = once.Token;
            Sign(headers, once);
#endif
            return await SendAsync(headers).ConfigureAwait(false);
        }

#if AWSSDK_V4
        private async Task ResolveAsync()
        {
            await Credentials.GetCredentialsAsync().ConfigureAwait(false);
        }

        private async Task SignAsync(IDictionary<string, string> headers)
        {
            headers["X-Amz-Security-Token"] = (await Credentials.GetCredentialsAsync().ConfigureAwait(false)).Token;
            if (HashesElsewhere)
            {
                // A body that is read and hashed: what comes after may be on another thread.
                await Task.Yield();
            }
            Sign(headers, Credentials.GetCredentials());
        }
#endif

        /// <summary>Not in the SDK.</summary>
        public bool HashesElsewhere { get; set; }

        private static void Sign(IDictionary<string, string> headers, ImmutableCredentials credentials)
        {
            headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=" + credentials.AccessKey
                + "/20300101/us-east-1/test/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + credentials.SecretKey;
        }

        private static bool IsWorthARetry(Exception exception)
        {
            for (var one = exception; one != null; one = one.InnerException)
            {
                if (one is System.IO.IOException || one is ObjectDisposedException || one is WebException)
                {
                    return true;
                }
            }
            var ofService = exception as AmazonServiceException;
            return exception is OperationCanceledException || exception is TimeoutException
                || (ofService != null && ((int)ofService.StatusCode >= 500 || ofService.ErrorCode == "ThrottlingException"));
        }

        private void Tell(Exception exception, IDictionary<string, string> headers)
        {
            var handlers = ExceptionEvent;
            if (handlers != null)
            {
                handlers(this, WebServiceExceptionEventArgs.Create(exception, headers));
            }
        }
    }
}
