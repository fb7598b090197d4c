using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CognitoNative.AwsSdk.CognitoIdentity")]
