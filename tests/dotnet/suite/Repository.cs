using System;
using System.IO;

namespace CognitoNative.Tests
{
    /// <summary>The texts of this repository, for tests that compare one with another.</summary>
    internal static class Repository
    {
        // A test's own directory does not tell: NUnit's console runs tests from where it is installed itself.
        private static readonly string Root = Environment.GetEnvironmentVariable("COGNITO_REPOSITORY") ?? ".";

        internal static string Read(string path)
        {
            return File.ReadAllText(Path.Combine(Root, path));
        }
    }
}
