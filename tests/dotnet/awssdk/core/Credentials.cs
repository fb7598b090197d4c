using System;
using System.Threading.Tasks;

namespace Amazon.Runtime
{
#if AWSSDK_V4
    public abstract class AWSCredentials : Identity.BaseIdentity
#else
    public abstract class AWSCredentials
#endif
    {
        public abstract ImmutableCredentials GetCredentials();

        public virtual Task<ImmutableCredentials> GetCredentialsAsync()
        {
            return Task.FromResult(GetCredentials());
        }

        protected virtual void Validate()
        {
        }
    }

    public class ImmutableCredentials
    {
        public ImmutableCredentials(string awsAccessKeyId, string awsSecretAccessKey, string token)
        {
            if (string.IsNullOrEmpty(awsAccessKeyId))
            {
                throw new ArgumentNullException("awsAccessKeyId");
            }
            if (string.IsNullOrEmpty(awsSecretAccessKey))
            {
                throw new ArgumentNullException("awsSecretAccessKey");
            }
            AccessKey = awsAccessKeyId;
            SecretKey = awsSecretAccessKey;
            Token = token ?? string.Empty;
        }

        public string AccessKey { get; private set; }

        public string SecretKey { get; private set; }

        public string Token { get; private set; }

        public bool UseToken
        {
            get { return !string.IsNullOrEmpty(Token); }
        }

        public virtual ImmutableCredentials Copy()
        {
            return new ImmutableCredentials(AccessKey, SecretKey, Token);
        }
    }

    public class AnonymousAWSCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials()
        {
            throw new NotSupportedException("AnonymousAWSCredentials do not support this operation");
        }
    }

    public class BasicAWSCredentials : AWSCredentials
    {
        private readonly ImmutableCredentials credentials;

        public BasicAWSCredentials(string accessKey, string secretKey)
        {
            credentials = new ImmutableCredentials(accessKey, secretKey, null);
        }

        public override ImmutableCredentials GetCredentials()
        {
            return credentials.Copy();
        }
    }

    public abstract class RefreshingAWSCredentials : AWSCredentials, IDisposable
    {
        public TimeSpan PreemptExpiryTime { get; set; }

        public virtual void ClearCredentials()
        {
        }

        public void Dispose()
        {
            Dispose(true);
        }

#if AWSSDK_V4
        // Sealed: what overrides them is not loaded.
        public sealed override ImmutableCredentials GetCredentials()
        {
            return GenerateNewCredentials().Credentials;
        }

        public sealed override async Task<ImmutableCredentials> GetCredentialsAsync()
        {
            return (await GenerateNewCredentialsAsync().ConfigureAwait(false)).Credentials;
        }
#else
        public override ImmutableCredentials GetCredentials()
        {
            return GenerateNewCredentials().Credentials;
        }

        public override async Task<ImmutableCredentials> GetCredentialsAsync()
        {
            return (await GenerateNewCredentialsAsync().ConfigureAwait(false)).Credentials;
        }
#endif

        protected virtual void Dispose(bool disposing)
        {
        }

        protected virtual CredentialsRefreshState GenerateNewCredentials()
        {
            throw new NotImplementedException();
        }

        protected virtual Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
        {
            return Task.Run(() => GenerateNewCredentials());
        }

        public class CredentialsRefreshState
        {
            public CredentialsRefreshState()
            {
            }

            public CredentialsRefreshState(ImmutableCredentials credentials, DateTime expiration)
            {
                Credentials = credentials;
                Expiration = expiration;
            }

            public ImmutableCredentials Credentials { get; set; }

            public DateTime Expiration { get; set; }
        }
    }
}

#if AWSSDK_V4
namespace Amazon.Runtime.Identity
{
    public abstract class BaseIdentity
    {
        public virtual DateTime? Expiration { get; set; }
    }
}
#endif
