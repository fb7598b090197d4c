using System;
using System.Collections.Generic;
using System.Linq;

namespace CognitoNative.Tests
{
    /// <summary>What the library sent, as the emulator saw it.</summary>
    internal static class Wire
    {
        internal static Dictionary<string, object> Body(Emulator emulator, string operation, int index)
        {
            return (Dictionary<string, object>)Request(emulator, operation, index)["body"];
        }

        internal static string Header(Emulator emulator, string operation, int index, string name)
        {
            var headers = (List<object>)Request(emulator, operation, index)["headers"];
            return headers.Cast<List<object>>()
                .Where(header => string.Equals((string)header[0], name, StringComparison.OrdinalIgnoreCase))
                .Select(header => (string)header[1])
                .Single();
        }

        internal static Dictionary<string, object> Request(Emulator emulator, string operation, int index)
        {
            return emulator.Requests().Where(request => (string)request["operation"] == operation).ElementAt(index);
        }
    }
}
