using System;
using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>What to send. Never changes.</summary>
    public sealed class SignedAwsRequest
    {
        internal SignedAwsRequest(
            string url, KeyValuePair<string, string>[] headers, DateTime signedAt, DateTime? endsAt)
        {
            Url = url;
            Headers = headers;
            SignedAt = signedAt;
            EndsAt = endsAt;
        }

        /// <summary>The URL to send to. A presigned one is a secret: whoever has it can use it.</summary>
        public string Url { get; private set; }

        /// <summary>To be added to the request, in place of those of the same name; none for a presigned URL. Secrets.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private set; }

        /// <summary>UTC, by the service's clock. The services take signed headers for about five minutes from then on.</summary>
        public DateTime SignedAt { get; private set; }

        /// <summary>
        /// When a presigned URL ends: as asked, or with the credentials if that is sooner. Null when it is none.
        /// </summary>
        public DateTime? EndsAt { get; private set; }

        /// <summary>Without the URL and the headers.</summary>
        public override string ToString()
        {
            return "SignedAwsRequest(" + SignedAt.ToString("u", System.Globalization.CultureInfo.InvariantCulture) + ")";
        }
    }
}
