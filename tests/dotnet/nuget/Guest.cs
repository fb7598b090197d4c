using System;
using System.Threading.Tasks;
using Amazon;
using Amazon.CognitoIdentity;
using CognitoNative;

/// <summary>A program of somebody who installed both packages: guest ENDPOINT POOL_ID STORAGE_DIRECTORY.</summary>
internal static class Guest
{
    private static int Main(string[] args)
    {
        CognitoCredentialsOptions.Defaults.Endpoint = args[0];
        CognitoCredentialsOptions.Defaults.StorageDirectory = args[2];
        try
        {
            Show(args[1]).GetAwaiter().GetResult();
            return 0;
        }
        catch (CognitoException exception)
        {
            Console.Error.WriteLine(exception.Code + ": " + exception.Message);
            return 1;
        }
    }

    private static async Task Show(string identityPoolId)
    {
        using (var credentials = new Amazon.CognitoIdentity.CognitoAWSCredentials(
            identityPoolId, Amazon.RegionEndpoint.USEast1))
        {
            Console.WriteLine("identity id    " + await credentials.GetIdentityIdAsync());
            Amazon.Runtime.ImmutableCredentials keys = await credentials.GetCredentialsAsync();
            Console.WriteLine("access key id  " + keys.AccessKey);
        }
    }
}
