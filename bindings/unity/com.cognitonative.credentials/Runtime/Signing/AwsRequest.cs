using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>A request to an AWS service that is to be signed. Do not change it while it is being signed.</summary>
    public sealed class AwsRequest
    {
        /// <param name="method">"GET", "PUT", ...</param>
        /// <param name="url">Absolute and percent-encoded, as it will be sent: https, http, wss or ws.</param>
        public AwsRequest(string method, string url)
        {
            if (method == null)
            {
                throw new ArgumentNullException("method");
            }
            if (url == null)
            {
                throw new ArgumentNullException("url");
            }
            Method = method;
            Url = url;
            Headers = new List<KeyValuePair<string, string>>();
        }

        /// <summary>"GET", "PUT", ...</summary>
        public string Method { get; private set; }

        /// <summary>As it will be sent.</summary>
        public string Url { get; private set; }

        /// <summary>
        /// The headers that will be sent and are signed. Leave out what is changed on the way. Host is signed always, as the
        /// URL says it unless it is among these.
        /// </summary>
        public IList<KeyValuePair<string, string>> Headers { get; private set; }

        /// <summary>The body. Null: none.</summary>
        [MaybeNull, AllowNull]
        public byte[] Body { get; set; }

        /// <summary>SHA-256 of a body that is not in memory, 64 hexadecimal digits; in place of <see cref="Body"/>.</summary>
        [MaybeNull, AllowNull]
        public string BodySha256 { get; set; }

        /// <summary>The body is not protected by the signature, which S3 takes over HTTPS.</summary>
        public bool UnsignedBody { get; set; }

        /// <summary>The service's region. Null: what the URL's host says, if it is one of AWS's.</summary>
        [MaybeNull, AllowNull]
        public string Region { get; set; }

        /// <summary>The signing name, "s3", "execute-api", "lambda". Null: what the URL's host says.</summary>
        [MaybeNull, AllowNull]
        public string Service { get; set; }

        /// <summary>Makes a presigned URL that lives so long, up to a week and no longer than the credentials. Null: headers.</summary>
        public TimeSpan? Expires { get; set; }

        /// <summary>When it is signed, UTC by the service's clock. Null: now.</summary>
        public DateTime? SignedAt { get; set; }

        /// <summary>Sends x-amz-content-sha256 also where the service does not need it, as S3 does.</summary>
        public bool ContentSha256Header { get; set; }

        /// <summary>Adds a header.</summary>
        /// <param name="name">A name may come more than once.</param>
        /// <param name="value">Its value.</param>
        /// <returns>This request.</returns>
        public AwsRequest WithHeader(string name, string value)
        {
            Headers.Add(new KeyValuePair<string, string>(name, value));
            return this;
        }

        /// <summary>Without the query, in which a secret may be.</summary>
        public override string ToString()
        {
            var query = Url.IndexOf('?');
            return Method + " " + (query < 0 ? Url : Url.Substring(0, query));
        }
    }
}
