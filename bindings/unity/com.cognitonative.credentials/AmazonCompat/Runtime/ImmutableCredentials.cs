using System;

namespace Amazon.Runtime
{
    /// <summary>A set of credentials, as the AWS SDK for .NET hands it out. Immutable; any thread.</summary>
    public sealed class ImmutableCredentials
    {
        /// <summary>Makes a set.</summary>
        /// <param name="awsAccessKeyId">The access key id.</param>
        /// <param name="awsSecretAccessKey">The secret access key.</param>
        /// <param name="token">The session token; null or empty for long-term keys.</param>
        /// <exception cref="ArgumentException">A key is null or empty.</exception>
        public ImmutableCredentials(string awsAccessKeyId, string awsSecretAccessKey, string token)
        {
            AccessKey = Required(awsAccessKeyId, "awsAccessKeyId");
            SecretKey = Required(awsSecretAccessKey, "awsSecretAccessKey");
            Token = token ?? string.Empty;
        }

        /// <summary>The access key id.</summary>
        public string AccessKey { get; }

        /// <summary>The secret access key. A secret.</summary>
        public string SecretKey { get; }

        /// <summary>The session token; empty when there is none. A secret.</summary>
        public string Token { get; }

        /// <summary>Whether requests have to be signed with the session token too.</summary>
        public bool UseToken
        {
            get { return Token.Length > 0; }
        }

        /// <summary>The same set: it never changes.</summary>
        public ImmutableCredentials Copy()
        {
            return this;
        }

        /// <summary>Whether both are the same keys and token.</summary>
        public override bool Equals(object obj)
        {
            var other = obj as ImmutableCredentials;
            return other != null
                && string.Equals(AccessKey, other.AccessKey, StringComparison.Ordinal)
                && string.Equals(SecretKey, other.SecretKey, StringComparison.Ordinal)
                && string.Equals(Token, other.Token, StringComparison.Ordinal);
        }

        /// <summary>Equal for equal sets.</summary>
        public override int GetHashCode()
        {
            return StringComparer.Ordinal.GetHashCode(AccessKey);
        }

        /// <summary>The access key id. Neither secret.</summary>
        public override string ToString()
        {
            return "AccessKey=" + AccessKey + ", SecretKey=(hidden), Token=(hidden)";
        }

        internal static ImmutableCredentials From(CognitoNative.ImmutableCredentials credentials)
        {
            return credentials == null
                ? null
                : new ImmutableCredentials(credentials.AccessKey, credentials.SecretKey, credentials.Token);
        }

        private static string Required(string value, string name)
        {
            if (string.IsNullOrEmpty(value))
            {
                throw new ArgumentNullException(name);
            }
            return value;
        }
    }
}
