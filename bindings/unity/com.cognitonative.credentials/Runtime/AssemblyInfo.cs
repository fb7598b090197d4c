using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CognitoNative.AmazonCompat")]
[assembly: InternalsVisibleTo("CognitoNative.Editor")]
[assembly: InternalsVisibleTo("CognitoNative.Tests")]
