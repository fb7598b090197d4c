#if UNITY_2023_1_OR_NEWER
using System;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using NUnit.Framework;
using UnityEngine.Networking;

namespace UnitySuite
{
    /// <summary>In Unity from 2023.1.</summary>
    [TestFixture]
    public sealed class AwaitableTests : AdapterTests
    {
        protected override async Task<string> GetIdentityId(ICognitoCredentials credentials)
        {
            return await credentials.GetIdentityIdAsAwaitable();
        }

        protected override async Task<ImmutableCredentials> GetCredentials(
            ICognitoCredentials credentials, CancellationToken token)
        {
            return await credentials.GetCredentialsAsAwaitable(token);
        }

        protected override async Task<ImmutableCredentials> Refresh(ICognitoCredentials credentials)
        {
            return await credentials.RefreshAsAwaitable();
        }

        protected override async Task<string> GetOpenIdToken(ICognitoCredentials credentials)
        {
            return await credentials.GetOpenIdTokenAsAwaitable();
        }

        protected override async Task UnlinkLogin(ICognitoCredentials credentials, string providerName)
        {
            await credentials.UnlinkLoginAsAwaitable(providerName);
        }

        protected override async Task<SignedAwsRequest> Sign(ICognitoCredentials credentials, AwsRequest request)
        {
            return await credentials.SignAsAwaitable(request);
        }

        protected override async Task<SignedAwsRequest> Presign(
            ICognitoCredentials credentials, string method, string url, TimeSpan expires)
        {
            return await credentials.PresignAsAwaitable(method, url, expires);
        }

        protected override async Task Sign(CognitoAWSCredentials credentials, UnityWebRequest request)
        {
            await request.SignAsAwaitable(credentials);
        }

        protected override async Task Send(
            CognitoAWSCredentials credentials, UnityWebRequest request, Action<AwsRequest> configure)
        {
            await request.SendSignedAsAwaitable(credentials, configure);
        }
    }
}
#endif
