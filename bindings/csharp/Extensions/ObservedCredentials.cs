using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative.Extensions
{
    /// <summary>A provider whose requests have activities and whose end is counted; all else is the provider's own.</summary>
    internal sealed class ObservedCredentials : ICognitoCredentials
    {
        private readonly CognitoAWSCredentials inner;
        private readonly ProviderActivities activities;
        private readonly ProviderMetrics metrics;

        internal ObservedCredentials(CognitoAWSCredentials inner, ProviderActivities activities, ProviderMetrics metrics)
        {
            this.inner = inner;
            this.activities = activities;
            this.metrics = metrics;
        }

        public event EventHandler<IdentityChangedArgs> IdentityChangedEvent
        {
            add { inner.IdentityChangedEvent += value; }
            remove { inner.IdentityChangedEvent -= value; }
        }

        public event EventHandler<CredentialsRefreshedArgs> CredentialsRefreshed
        {
            add { inner.CredentialsRefreshed += value; }
            remove { inner.CredentialsRefreshed -= value; }
        }

        public event EventHandler<CredentialsExpiringArgs> CredentialsExpiring
        {
            add { inner.CredentialsExpiring += value; }
            remove { inner.CredentialsExpiring -= value; }
        }

        public event EventHandler<RefreshFailedArgs> RefreshFailed
        {
            add { inner.RefreshFailed += value; }
            remove { inner.RefreshFailed -= value; }
        }

        public event EventHandler<LoginRequiredArgs> LoginRequired
        {
            add { inner.LoginRequired += value; }
            remove { inner.LoginRequired -= value; }
        }

        public event EventHandler<StoreDegradedArgs> StoreDegraded
        {
            add { inner.StoreDegraded += value; }
            remove { inner.StoreDegraded -= value; }
        }

        public string IdentityPoolId => inner.IdentityPoolId;

        public RegionEndpoint Region => inner.Region;

        public CognitoSnapshot Snapshot => inner.Snapshot;

        public string[] CurrentLoginProviders => inner.CurrentLoginProviders;

        public int LoginsCount => inner.LoginsCount;

        public CognitoLoginSource? LoginSource
        {
            get { return inner.LoginSource; }
            set { inner.LoginSource = value; }
        }

        /// <summary>Null when somebody disposes it just now.</summary>
        internal CognitoSnapshot? LastSnapshot
        {
            get
            {
                try
                {
                    return inner.Snapshot;
                }
                catch (ObjectDisposedException)
                {
                    return null;
                }
            }
        }

        public Task<string> GetIdentityIdAsync(CancellationToken cancellationToken = default) =>
            Observe("GetIdentityId", () => inner.GetIdentityIdAsync(cancellationToken));

        public Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken = default) =>
            Observe("GetCredentials", () => inner.GetCredentialsAsync(cancellationToken));

        public Task<ImmutableCredentials> RefreshAsync(CancellationToken cancellationToken = default) =>
            Observe("Refresh", () => inner.RefreshAsync(cancellationToken));

        public Task<string> GetOpenIdTokenAsync(CancellationToken cancellationToken = default) =>
            Observe("GetOpenIdToken", () => inner.GetOpenIdTokenAsync(cancellationToken));

        public Task<SignedAwsRequest> SignAsync(AwsRequest request, CancellationToken cancellationToken = default) =>
            Observe("Sign", () => inner.SignAsync(request, cancellationToken));

        public Task<SignedAwsRequest> PresignAsync(
            string method, string url, TimeSpan expires, CancellationToken cancellationToken = default) =>
            Observe("Presign", () => inner.PresignAsync(method, url, expires, cancellationToken));

        public Task UnlinkLoginAsync(string providerName, CancellationToken cancellationToken = default) =>
            Observe("UnlinkLogin", async () =>
            {
                await inner.UnlinkLoginAsync(providerName, cancellationToken).ConfigureAwait(false);
                return true;
            });

        public string GetIdentityId() => inner.GetIdentityId();

        public string GetIdentityId(TimeSpan timeout) => inner.GetIdentityId(timeout);

        public ImmutableCredentials GetCredentials() => inner.GetCredentials();

        public ImmutableCredentials GetCredentials(TimeSpan timeout) => inner.GetCredentials(timeout);

        public string? GetCachedIdentityId() => inner.GetCachedIdentityId();

        public bool TryGetCachedCredentials([NotNullWhen(true)] out ImmutableCredentials? credentials) =>
            inner.TryGetCachedCredentials(out credentials);

        public bool TryGetCredentials([NotNullWhen(true)] out ImmutableCredentials? credentials) =>
            inner.TryGetCredentials(out credentials);

        public bool TryGetIdentityId([NotNullWhen(true)] out string? identityId) =>
            inner.TryGetIdentityId(out identityId);

        public void AddLogin(string providerName, string token) => inner.AddLogin(providerName, token);

        public void RemoveLogin(string providerName) => inner.RemoveLogin(providerName);

        public void SetLogins(IDictionary<string, string> logins) => inner.SetLogins(logins);

        public void ClearLogins() => inner.ClearLogins();

        public bool ContainsProvider(string providerName) => inner.ContainsProvider(providerName);

        public void SignOut() => inner.SignOut();

        public void ClearCredentials() => inner.ClearCredentials();

        public void ClearIdentityCache() => inner.ClearIdentityCache();

        public void Invalidate(string? accessKeyId = null) => inner.Invalidate(accessKeyId);

        public void Dispose()
        {
            metrics.Retire(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            metrics.Retire(this);
            return inner.DisposeAsync();
        }

        private Task<T> Observe<T>(string operation, Func<Task<T>> begin) =>
            activities.Observe(operation, inner.IdentityPoolId, begin);
    }
}
