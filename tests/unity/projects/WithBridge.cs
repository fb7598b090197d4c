// A project whose AWS clients take a player's credentials over the bridge.
using System.Threading.Tasks;
using Amazon.Runtime;
using CognitoNative.AwsSdk;

public static class WithBridge
{
    public static async Task<AWSCredentials> Open(CognitoNative.CognitoAWSCredentials player, AmazonServiceClient client)
    {
        var credentials = new CognitoNativeCredentials(player);
        try
        {
            await credentials.GetCredentialsAsync();
        }
        catch (CognitoCredentialsException exception)
        {
            return exception.Code == CognitoNative.CognitoErrorCode.LoginRequired ? null : credentials;
        }
        credentials.Watch(client);
        credentials.CorrectSdkClock();
        return credentials;
    }
}
