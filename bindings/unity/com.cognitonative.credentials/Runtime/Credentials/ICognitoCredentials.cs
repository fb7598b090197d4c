using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// What <see cref="CognitoAWSCredentials"/> does for those who only use it: take this where it is used, and a test can
    /// pass a fake, whose answers, errors, events and snapshots have public constructors.
    /// </summary>
    public interface ICognitoCredentials : IDisposable
#if NETCOREAPP
        , IAsyncDisposable
#endif
    {
        /// <inheritdoc cref="CognitoAWSCredentials.IdentityChangedEvent"/>
        event EventHandler<IdentityChangedArgs> IdentityChangedEvent;

        /// <inheritdoc cref="CognitoAWSCredentials.CredentialsRefreshed"/>
        event EventHandler<CredentialsRefreshedArgs> CredentialsRefreshed;

        /// <inheritdoc cref="CognitoAWSCredentials.CredentialsExpiring"/>
        event EventHandler<CredentialsExpiringArgs> CredentialsExpiring;

        /// <inheritdoc cref="CognitoAWSCredentials.RefreshFailed"/>
        event EventHandler<RefreshFailedArgs> RefreshFailed;

        /// <inheritdoc cref="CognitoAWSCredentials.LoginRequired"/>
        event EventHandler<LoginRequiredArgs> LoginRequired;

        /// <inheritdoc cref="CognitoAWSCredentials.StoreDegraded"/>
        event EventHandler<StoreDegradedArgs> StoreDegraded;

        /// <inheritdoc cref="CognitoAWSCredentials.IdentityPoolId"/>
        string IdentityPoolId { get; }

        /// <inheritdoc cref="CognitoAWSCredentials.Region"/>
        RegionEndpoint Region { get; }

        /// <inheritdoc cref="CognitoAWSCredentials.Snapshot"/>
        CognitoSnapshot Snapshot { get; }

        /// <inheritdoc cref="CognitoAWSCredentials.CurrentLoginProviders"/>
        string[] CurrentLoginProviders { get; }

        /// <inheritdoc cref="CognitoAWSCredentials.LoginsCount"/>
        int LoginsCount { get; }

        /// <inheritdoc cref="CognitoAWSCredentials.LoginSource"/>
        [MaybeNull, AllowNull]
        CognitoLoginSource LoginSource { get; set; }

        /// <inheritdoc cref="CognitoAWSCredentials.GetIdentityIdAsync(CancellationToken)"/>
        Task<string> GetIdentityIdAsync(CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.GetCredentialsAsync(CancellationToken)"/>
        Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.RefreshAsync"/>
        Task<ImmutableCredentials> RefreshAsync(CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.GetOpenIdTokenAsync"/>
        Task<string> GetOpenIdTokenAsync(CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.GetIdentityId()"/>
        string GetIdentityId();

        /// <inheritdoc cref="CognitoAWSCredentials.GetIdentityId(TimeSpan)"/>
        string GetIdentityId(TimeSpan timeout);

        /// <inheritdoc cref="CognitoAWSCredentials.GetCredentials()"/>
        ImmutableCredentials GetCredentials();

        /// <inheritdoc cref="CognitoAWSCredentials.GetCredentials(TimeSpan)"/>
        ImmutableCredentials GetCredentials(TimeSpan timeout);

        /// <inheritdoc cref="CognitoAWSCredentials.GetCachedIdentityId"/>
        [return: MaybeNull]
        string GetCachedIdentityId();

        /// <inheritdoc cref="CognitoAWSCredentials.TryGetCachedCredentials"/>
        bool TryGetCachedCredentials([MaybeNullWhen(false)] out ImmutableCredentials credentials);

        /// <inheritdoc cref="CognitoAWSCredentials.TryGetCredentials"/>
        bool TryGetCredentials([MaybeNullWhen(false)] out ImmutableCredentials credentials);

        /// <inheritdoc cref="CognitoAWSCredentials.TryGetIdentityId"/>
        bool TryGetIdentityId([MaybeNullWhen(false)] out string identityId);

        /// <inheritdoc cref="CognitoAWSCredentials.SignAsync"/>
        Task<SignedAwsRequest> SignAsync(
            AwsRequest request, CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.PresignAsync"/>
        Task<SignedAwsRequest> PresignAsync(
            string method, string url, TimeSpan expires, CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.AddLogin"/>
        void AddLogin(string providerName, string token);

        /// <inheritdoc cref="CognitoAWSCredentials.RemoveLogin"/>
        void RemoveLogin(string providerName);

        /// <inheritdoc cref="CognitoAWSCredentials.SetLogins"/>
        void SetLogins(IDictionary<string, string> logins);

        /// <inheritdoc cref="CognitoAWSCredentials.ClearLogins"/>
        void ClearLogins();

        /// <inheritdoc cref="CognitoAWSCredentials.ContainsProvider"/>
        bool ContainsProvider(string providerName);

        /// <inheritdoc cref="CognitoAWSCredentials.UnlinkLoginAsync"/>
        Task UnlinkLoginAsync(string providerName, CancellationToken cancellationToken = default(CancellationToken));

        /// <inheritdoc cref="CognitoAWSCredentials.SignOut"/>
        void SignOut();

        /// <inheritdoc cref="CognitoAWSCredentials.ClearCredentials"/>
        void ClearCredentials();

        /// <inheritdoc cref="CognitoAWSCredentials.ClearIdentityCache"/>
        void ClearIdentityCache();

        /// <inheritdoc cref="CognitoAWSCredentials.Invalidate"/>
        void Invalidate([AllowNull] string accessKeyId = null);
    }
}
