using System;
using System.IO;

namespace CognitoNative.Tests
{
    /// <summary>The texts of this repository, for tests that compare one with another.</summary>
    internal static class Repository
    {
        internal static string Read(string path)
        {
            return File.ReadAllText(Path.Combine(Root(), path));
        }

        // Tests are built and run below the root.
        private static string Root()
        {
            string directory = AppDomain.CurrentDomain.BaseDirectory;
            while (!File.Exists(Path.Combine(directory, "include", "cognito_native.h")))
            {
                directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException(
                    "no include/cognito_native.h above " + AppDomain.CurrentDomain.BaseDirectory
                    + ": build the tests inside the repository, for example in tests/.cache");
            }
            return directory;
        }
    }
}
