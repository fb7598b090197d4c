using System;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using NUnit.Framework;
using UnityEngine.Networking;

namespace UnitySuite
{
    /// <summary>In a project that has UniTask.</summary>
    [TestFixture]
    public sealed class UniTaskTests : AdapterTests
    {
        protected override async Task<string> GetIdentityId(ICognitoCredentials credentials)
        {
            return await credentials.GetIdentityIdAsUniTask();
        }

        protected override async Task<ImmutableCredentials> GetCredentials(
            ICognitoCredentials credentials, CancellationToken token)
        {
            return await credentials.GetCredentialsAsUniTask(token);
        }

        protected override async Task<ImmutableCredentials> Refresh(ICognitoCredentials credentials)
        {
            return await credentials.RefreshAsUniTask();
        }

        protected override async Task<string> GetOpenIdToken(ICognitoCredentials credentials)
        {
            return await credentials.GetOpenIdTokenAsUniTask();
        }

        protected override async Task UnlinkLogin(ICognitoCredentials credentials, string providerName)
        {
            await credentials.UnlinkLoginAsUniTask(providerName);
        }

        protected override async Task<SignedAwsRequest> Sign(ICognitoCredentials credentials, AwsRequest request)
        {
            return await credentials.SignAsUniTask(request);
        }

        protected override async Task<SignedAwsRequest> Presign(
            ICognitoCredentials credentials, string method, string url, TimeSpan expires)
        {
            return await credentials.PresignAsUniTask(method, url, expires);
        }

        protected override async Task Sign(CognitoAWSCredentials credentials, UnityWebRequest request)
        {
            await request.SignAsUniTask(credentials);
        }

        protected override async Task Send(
            CognitoAWSCredentials credentials, UnityWebRequest request, Action<AwsRequest> configure)
        {
            await request.SendSignedAsUniTask(credentials, configure);
        }
    }
}
