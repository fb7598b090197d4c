using System.Reflection;

// Of each package with the version that CognitoNative.Extensions is compiled against.
[assembly: AssemblyVersion("8.0.0.0")]
