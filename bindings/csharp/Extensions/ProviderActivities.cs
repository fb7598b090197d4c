using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace CognitoNative.Extensions
{
    /// <summary>
    /// An activity for each request that is not answered at once, from its beginning, as a child of the caller's. An answer
    /// from memory has none, and costs none.
    /// </summary>
    internal sealed class ProviderActivities : IDisposable
    {
        private readonly ActivitySource source = new ActivitySource("CognitoNative");

        internal Task<T> Observe<T>(string operation, string pool, Func<Task<T>> begin)
        {
            if (!source.HasListeners())
            {
                return begin();
            }
            var start = DateTimeOffset.UtcNow;
            var task = begin();
            return task.IsCompletedSuccessfully ? task : Follow(operation, pool, start, task);
        }

        public void Dispose()
        {
            source.Dispose();
        }

        private async Task<T> Follow<T>(string operation, string pool, DateTimeOffset start, Task<T> task)
        {
            using var activity = source.StartActivity(
                "CognitoNative." + operation, ActivityKind.Client, default(ActivityContext), startTime: start);
            activity?.SetTag("cognito.identity_pool_id", pool);
            try
            {
                return await task.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Note(activity, exception);
                throw;
            }
        }

        private static void Note(Activity? activity, Exception exception)
        {
            var known = exception as CognitoException;
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            activity?.SetTag("error.type", known == null ? exception.GetType().FullName : known.Code.ToString());
            if (known != null && known.HttpStatus != 0)
            {
                activity?.SetTag("http.response.status_code", known.HttpStatus);
            }
            if (known?.RequestId != null)
            {
                activity?.SetTag("aws.request_id", known.RequestId);
            }
        }
    }
}
