using System;
using System.Collections.Generic;
using Amazon.Runtime;

namespace CognitoNative.AwsSdk
{
    /// <summary>Which key a service did not take, by what the SDK tells of a failed request.</summary>
    internal static class RefusedKey
    {
        private const string Before = "Credential=";

        private static readonly HashSet<string> Refusals = new HashSet<string>(StringComparer.Ordinal)
        {
            "ExpiredToken", "ExpiredTokenException", "InvalidToken",
        };

        /// <summary>Null: it failed for another reason, or was not signed.</summary>
        internal static string Of(WebServiceExceptionEventArgs failed)
        {
            var error = failed == null ? null : failed.Exception as AmazonServiceException;
            if (error == null || error.ErrorCode == null || failed.Headers == null || !Refusals.Contains(error.ErrorCode))
            {
                return null;
            }
            foreach (var header in failed.Headers)
            {
                if (string.Equals(header.Key, "Authorization", StringComparison.OrdinalIgnoreCase))
                {
                    return Named(header.Value);
                }
            }
            return null;
        }

        /// <summary>The key in <c>AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …</c>.</summary>
        private static string Named(string authorization)
        {
            var start = authorization == null ? -1 : authorization.IndexOf(Before, StringComparison.Ordinal);
            if (start < 0)
            {
                return null;
            }
            start += Before.Length;
            var end = authorization.IndexOf('/', start);
            return end > start ? authorization.Substring(start, end - start) : null;
        }
    }
}
