using System;
using System.Text;

namespace CognitoNative
{
    /// <summary>The options have the names of C with the units cut off, in the spelling of C#.</summary>
    internal static class OptionName
    {
        /// <param name="field">"connect_timeout_ms"; may be null.</param>
        /// <returns>"ConnectTimeout"; null for null.</returns>
        internal static string InCSharp(string field)
        {
            if (field == null)
            {
                return null;
            }
            if (field == "policy_arn_count")
            {
                return "PolicyArns"; // a list has its count with it
            }
            var name = new StringBuilder();
            foreach (var word in field.Replace("unauth", "un_auth").Split('_'))
            {
                if (word.Length > 0 && word != "ms" && word != "s")
                {
                    name.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
                }
            }
            return name.ToString();
        }

        /// <summary>The message begins with the option it is about.</summary>
        internal static string InMessage(string field, string message)
        {
            return field != null && message.StartsWith(field + ":", StringComparison.Ordinal)
                ? InCSharp(field) + message.Substring(field.Length)
                : message;
        }
    }
}
