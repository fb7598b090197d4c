using System;
using System.Text;
using System.Threading.Tasks;
using UnityEngine.Networking;

namespace CognitoNative.Samples
{
    /// <summary>One saved game of a player in S3, under the player's identity id: the key that the role allows.</summary>
    internal sealed class SavedGame
    {
        private readonly CognitoAWSCredentials credentials;
        private readonly string bucketUrl;
        private readonly string region;

        /// <param name="credentials">The player's.</param>
        /// <param name="bucketUrl">https://BUCKET.s3.REGION.amazonaws.com</param>
        /// <param name="region">Empty, unless the host is none of AWS's.</param>
        internal SavedGame(CognitoAWSCredentials credentials, string bucketUrl, string region)
        {
            this.credentials = credentials;
            this.bucketUrl = bucketUrl;
            this.region = region;
        }

        internal async Task SaveAsync(string game)
        {
            using (UnityWebRequest put = UnityWebRequest.Put(await UrlAsync(), Encoding.UTF8.GetBytes(game)))
            {
                await SendAsync(put);
            }
        }

        internal async Task<string> LoadAsync()
        {
            using (UnityWebRequest get = UnityWebRequest.Get(await UrlAsync()))
            {
                await SendAsync(get);
                return get.downloadHandler.text;
            }
        }

        private async Task<string> UrlAsync()
        {
            return bucketUrl.TrimEnd('/') + "/" + await credentials.GetIdentityIdAsync() + "/slot1";
        }

        private async Task SendAsync(UnityWebRequest request)
        {
            await request.SendSignedAsync(credentials, aws =>
            {
                if (region != "")
                {
                    aws.Region = region;
                    aws.Service = "s3";
                }
            });
            if (request.responseCode != 200)
            {
                throw new InvalidOperationException("S3: " + request.error);
            }
        }
    }
}
