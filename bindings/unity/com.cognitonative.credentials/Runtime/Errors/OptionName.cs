using System;
using System.Text;

namespace CognitoNative
{
    /// <summary>The options have the names of C with the units cut off, in the spelling of C#.</summary>
    internal static class OptionName
    {
        private static readonly string[] All =
        {
            "account_id", "advisory_window_s", "auth_role_arn", "bundled_roots_only", "ca_pem", "connect_timeout_ms",
            "custom_role_arn", "disable_guest_access", "identity_id", "identity_pool_id", "import_cpp_sdk_identity",
            "initial_identity_id", "keep_fresh", "login_source_timeout_ms", "mandatory_window_s", "max_attempts",
            "persist_credentials", "policy_arn_count", "policy_arns", "proxy_from_environment", "proxy_url",
            "recover_forbidden_guest", "request_timeout_ms", "role_session_name", "serve_expired", "session_duration_s",
            "session_policy", "storage_directory", "sts_endpoint", "unauth_role_arn", "use_dual_stack", "use_fips",
            "user_agent_suffix",
        };

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
            return InText(field != null && message.StartsWith(field + ":", StringComparison.Ordinal)
                ? InCSharp(field) + message.Substring(field.Length)
                : message);
        }

        /// <summary>The text, with every option in the spelling of C#. One of a single word is a word like others.</summary>
        /// <param name="text">"Is proxy_url right?"; may be null.</param>
        internal static string InText(string text)
        {
            if (text == null || text.IndexOf('_') < 0)
            {
                return text;
            }
            var spelled = new StringBuilder();
            for (var start = 0; start < text.Length;)
            {
                var end = start;
                while (end < text.Length && IsOfName(text[end]))
                {
                    end++;
                }
                var word = text.Substring(start, end - start);
                spelled.Append(Array.IndexOf(All, word) < 0 ? word : InCSharp(word));
                if (end < text.Length)
                {
                    spelled.Append(text[end]);
                }
                start = end + 1;
            }
            return spelled.ToString();
        }

        private static bool IsOfName(char one)
        {
            return one == '_' || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
        }
    }
}
