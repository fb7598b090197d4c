using System;
using System.Diagnostics.CodeAnalysis;
#if NETSTANDARD || NETCOREAPP
using System.Runtime.Serialization;
#endif
#if NETCOREAPP
using System.Text.Json.Serialization;
#endif

namespace CognitoNative
{
    /// <summary>Temporary AWS credentials of one player. Never changes; any thread may read it.</summary>
    public sealed class ImmutableCredentials
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="accessKey">The access key id.</param>
        /// <param name="secretKey">The secret access key.</param>
        /// <param name="token">The session token.</param>
        /// <param name="expiration">When they expire, UTC.</param>
        /// <param name="identityId">Whose they are; null when unknown.</param>
        public ImmutableCredentials(
            string accessKey, string secretKey, [AllowNull] string token, DateTime expiration, [AllowNull] string identityId)
        {
            if (accessKey == null)
            {
                throw new ArgumentNullException("accessKey");
            }
            if (secretKey == null)
            {
                throw new ArgumentNullException("secretKey");
            }
            AccessKey = accessKey;
            SecretKey = secretKey;
            Token = token;
            Expiration = expiration;
            IdentityId = identityId;
        }

        /// <summary>The access key id, e.g. "ASIA…".</summary>
        public string AccessKey { get; private set; }

        /// <summary>The secret access key. A secret: do not log it; serializers leave it out.</summary>
#if NETSTANDARD || NETCOREAPP
        [IgnoreDataMember]
#endif
#if NETCOREAPP
        [JsonIgnore]
#endif
        public string SecretKey { get; private set; }

        /// <summary>
        /// The session token, sent as x-amz-security-token. A secret: do not log it; serializers leave it out.
        /// </summary>
#if NETSTANDARD || NETCOREAPP
        [IgnoreDataMember]
#endif
#if NETCOREAPP
        [JsonIgnore]
#endif
        [MaybeNull]
        public string Token { get; private set; }

        /// <summary>When they expire: UTC, by the service's clock, which the device's may not follow.</summary>
        public DateTime Expiration { get; private set; }

        /// <summary>As <see cref="Expiration"/>, with its offset, which is zero.</summary>
        public DateTimeOffset ExpiresAt
        {
            get { return new DateTimeOffset(DateTime.SpecifyKind(Expiration, DateTimeKind.Utc)); }
        }

        /// <summary>
        /// They had expired when they were handed out: only with <see cref="CognitoCredentialsOptions.ServeExpired"/>,
        /// after a refresh failed for a passing reason or did not end before the request's deadline.
        /// </summary>
        public bool IsStale { get; internal set; }

        /// <summary>The player's identity id, e.g. "us-east-1:GUID".</summary>
        [MaybeNull]
        public string IdentityId { get; private set; }

        /// <summary>Whether there is a session token, as the AWS SDK asks.</summary>
        public bool UseToken
        {
            get { return !string.IsNullOrEmpty(Token); }
        }

        /// <summary>Without the secrets.</summary>
        public override string ToString()
        {
            return "ImmutableCredentials(" + AccessKey + ", secret and token not shown, expires "
                + Expiration.ToString("u", System.Globalization.CultureInfo.InvariantCulture) + ")";
        }
    }
}
