using System;
using Microsoft.Extensions.Logging;

namespace CognitoNative.Extensions
{
    /// <summary>What a provider tells by its events, as records of a logger. No identity id, token or key is in them.</summary>
    internal static class ProviderLog
    {
        private static readonly Action<ILogger, string, IdentityChangeCause, Exception?> IdentityChanged =
            LoggerMessage.Define<string, IdentityChangeCause>(
                LogLevel.Information, new EventId(1, "IdentityChanged"), "Pool {IdentityPoolId}: another identity ({Cause}).");

        private static readonly Action<ILogger, string, DateTime, Exception?> Refreshed =
            LoggerMessage.Define<string, DateTime>(
                LogLevel.Debug, new EventId(2, "CredentialsRefreshed"), "Pool {IdentityPoolId}: credentials until {Expiration:u}.");

        private static readonly Action<ILogger, string, DateTime, Exception?> Expiring =
            LoggerMessage.Define<string, DateTime>(
                LogLevel.Warning,
                new EventId(3, "CredentialsExpiring"),
                "Pool {IdentityPoolId}: the credentials expire at {Expiration:u}, and no refresh is under way.");

        private static readonly Action<ILogger, string, CognitoErrorCode, Exception?> RefreshFailed =
            LoggerMessage.Define<string, CognitoErrorCode>(
                LogLevel.Warning, new EventId(4, "RefreshFailed"), "Pool {IdentityPoolId}: a refresh failed ({Code}).");

        private static readonly Action<ILogger, string, CognitoErrorCode, Exception?> LoginRequired =
            LoggerMessage.Define<string, CognitoErrorCode>(
                LogLevel.Warning, new EventId(5, "LoginRequired"), "Pool {IdentityPoolId}: a login is needed ({Code}).");

        private static readonly Action<ILogger, string, CognitoErrorCode, Exception?> StoreDegraded =
            LoggerMessage.Define<string, CognitoErrorCode>(
                LogLevel.Warning,
                new EventId(6, "StoreDegraded"),
                "Pool {IdentityPoolId}: the store failed ({Code}); the identity is kept in memory only.");

        internal static void Attach(CognitoAWSCredentials provider, ILogger logger)
        {
            var pool = provider.IdentityPoolId;
            // The store's first: it tells what happened while the provider was created, and only to who is there already.
            provider.StoreDegraded += (sender, told) => StoreDegraded(logger, pool, told.Exception.Code, told.Exception);
            provider.IdentityChangedEvent += (sender, told) => IdentityChanged(logger, pool, told.Cause, null);
            provider.CredentialsRefreshed += (sender, told) => Refreshed(logger, pool, told.Expiration, null);
            provider.CredentialsExpiring += (sender, told) => Expiring(logger, pool, told.Expiration, null);
            provider.RefreshFailed += (sender, told) => RefreshFailed(logger, pool, told.Exception.Code, told.Exception);
            provider.LoginRequired += (sender, told) => LoginRequired(logger, pool, told.Exception.Code, told.Exception);
        }
    }
}
