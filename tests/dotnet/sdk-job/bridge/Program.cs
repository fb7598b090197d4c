using System.Web;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using CognitoNative.AwsSdk;

// bridge ENDPOINT POOL_ID: a URL that the SDK has signed names the key that the bridge gave it. Nothing is sent to S3.
using var player = new CognitoNative.CognitoAWSCredentials(new CognitoNative.CognitoCredentialsOptions
{
    IdentityPoolId = args[1],
    Endpoint = args[0],
    StorageDirectory = ""
});
var credentials = new CognitoNativeCredentials(player);
ImmutableCredentials keys = await credentials.GetCredentialsAsync();
using var client = new AmazonS3Client(credentials, Amazon.RegionEndpoint.EUCentral1);
credentials.Watch(client);
string url = client.GetPreSignedURL(new GetPreSignedUrlRequest
{
    BucketName = "saves", Key = "game", Expires = DateTime.UtcNow.AddMinutes(5)
});
var query = HttpUtility.ParseQueryString(new Uri(url).Query);
bool isSigned = query["X-Amz-Credential"]!.StartsWith(keys.AccessKey) && query["X-Amz-Security-Token"] == keys.Token;
Console.WriteLine(typeof(AWSCredentials).Assembly.FullName + ": " + (isSigned ? "signed" : url));
return isSigned ? 0 : 1;
