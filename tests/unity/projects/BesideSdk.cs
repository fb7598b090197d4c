// A project that has the AWS SDK's DLLs, and our package as it was installed.
using System.Threading.Tasks;
using Amazon;
using Amazon.CognitoIdentity;
using Amazon.CognitoIdentity.Model;
using Amazon.Runtime;

public static class BesideSdk
{
    public static async Task<string> Ask(string pool)
    {
        try
        {
            var credentials = new CognitoAWSCredentials(pool, RegionEndpoint.USEast1);
            credentials.AddLogin("graph.facebook.com", "token");
            AWSCredentials kept = credentials;
            ImmutableCredentials keys = await kept.GetCredentialsAsync();
            return keys.AccessKey + await credentials.GetIdentityIdAsync();
        }
        catch (NotAuthorizedException exception)
        {
            return exception.ErrorCode;
        }
    }

    public static CognitoNative.CognitoAWSCredentials New(string pool)
    {
        return new CognitoNative.CognitoAWSCredentials(pool, CognitoNative.RegionEndpoint.USEast1);
    }
}
