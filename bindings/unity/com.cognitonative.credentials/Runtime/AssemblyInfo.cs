using System.Runtime.CompilerServices;
#if !UNITY_5_3_OR_NEWER
using System.Runtime.InteropServices;

// Beside this assembly, which in a plugin's load context is not the program's directory; then where the system looks.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
#endif

[assembly: InternalsVisibleTo("CognitoNative.AmazonCompat")]
[assembly: InternalsVisibleTo("CognitoNative.AwsSdk")]
[assembly: InternalsVisibleTo("CognitoNative.AwsSdk.CognitoIdentity")]
[assembly: InternalsVisibleTo("CognitoNative.Editor")]
[assembly: InternalsVisibleTo("CognitoNative.Extensions")]
[assembly: InternalsVisibleTo("CognitoNative.Tests")]
