using CognitoNative;

// console ENDPOINT POOL_ID STORAGE_DIRECTORY
using var credentials = new CognitoAWSCredentials(new CognitoCredentialsOptions
{
    IdentityPoolId = args[1],
    Endpoint = args[0],
    StorageDirectory = args[2]
});
Console.WriteLine("identity id    " + await credentials.GetIdentityIdAsync());
Console.WriteLine("access key id  " + (await credentials.GetCredentialsAsync()).AccessKey);
