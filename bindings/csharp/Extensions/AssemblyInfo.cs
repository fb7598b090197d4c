using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CognitoNative.Extensions.Tests")]
