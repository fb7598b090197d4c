using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.Extensions.Configuration;

namespace CognitoNative.Extensions
{
    /// <summary>
    /// A section of configuration as options. Invariant: nothing in it is passed over in silence: a key that is no option, a
    /// value of the wrong type, and an option that is given in both spellings are each a failure that begins with the key.
    /// Without reflection, so that it is trimmed and compiled ahead of time as any code.
    /// </summary>
    internal static class ConfigurationReader
    {
        internal static readonly Option[] Options =
        {
            Option.Text("IdentityPoolId", (options, value) => options.IdentityPoolId = value),
            Option.Region("Region", (options, value) => options.Region = value),
            Option.Text("AccountId", (options, value) => options.AccountId = value),
            Option.Text("IdentityId", (options, value) => options.IdentityId = value),
            Option.Text("InitialIdentityId", (options, value) => options.InitialIdentityId = value),
            Option.Flag("ImportCppSdkIdentity", (options, value) => options.ImportCppSdkIdentity = value),
            Option.Text("Profile", (options, value) => options.Profile = value),
            Option.Text("StorageDirectory", (options, value) => options.StorageDirectory = value),
            Option.Text("Endpoint", (options, value) => options.Endpoint = value),
            Option.Text("StsEndpoint", (options, value) => options.StsEndpoint = value),
            Option.Text("AuthRoleArn", (options, value) => options.AuthRoleArn = value),
            Option.Text("UnAuthRoleArn", (options, value) => options.UnAuthRoleArn = value),
            Option.Text("CustomRoleArn", (options, value) => options.CustomRoleArn = value),
            Option.Text("RoleSessionName", (options, value) => options.RoleSessionName = value),
            Option.Text("SessionPolicy", (options, value) => options.SessionPolicy = value),
            Option.Texts("PolicyArns", (options, value) => options.PolicyArns = value),
            Option.Span("SessionDuration", (options, value) => options.SessionDuration = value),
            Option.Text("CaPem", (options, value) => options.CaPem = value),
            Option.Flag("BundledRootsOnly", (options, value) => options.BundledRootsOnly = value),
            Option.Text("ProxyUrl", (options, value) => options.ProxyUrl = value),
            Option.Flag("ProxyFromEnvironment", (options, value) => options.ProxyFromEnvironment = value),
            Option.Text("UserAgentSuffix", (options, value) => options.UserAgentSuffix = value),
            Option.Span("ConnectTimeout", (options, value) => options.ConnectTimeout = value),
            Option.Span("RequestTimeout", (options, value) => options.RequestTimeout = value),
            Option.Span("Timeout", (options, value) => options.Timeout = value),
            Option.Flag("FailWhenOffline", (options, value) => options.FailWhenOffline = value),
            Option.Count("MaxAttempts", (options, value) => options.MaxAttempts = value),
            Option.Span("AdvisoryWindow", (options, value) => options.AdvisoryWindow = value),
            Option.Span("MandatoryWindow", (options, value) => options.MandatoryWindow = value),
            Option.Span("LoginSourceTimeout", (options, value) => options.LoginSourceTimeout = value),
            Option.Flag("DisableGuestAccess", (options, value) => options.DisableGuestAccess = value),
            Option.Flag("RecoverForbiddenGuest", (options, value) => options.RecoverForbiddenGuest = value),
            Option.Flag("PersistCredentials", (options, value) => options.PersistCredentials = value),
            Option.Flag("ServeExpired", (options, value) => options.ServeExpired = value),
            Option.Flag("KeepFresh", (options, value) => options.KeepFresh = value),
            Option.Flag("Prefetch", (options, value) => options.Prefetch = value),
            Option.Flag("UseFips", (options, value) => options.UseFips = value),
            Option.Flag("UseDualStack", (options, value) => options.UseDualStack = value),
        };

        /// <summary>Sets what can be read.</summary>
        /// <returns>What cannot.</returns>
        internal static List<string> Read(IConfigurationSection section, CognitoCredentialsOptions options)
        {
            var failures = new List<string>();
            var seen = new Dictionary<string, IConfigurationSection>(StringComparer.OrdinalIgnoreCase);
            foreach (var child in section.GetChildren())
            {
                var name = child.Key.Contains('_') ? OptionName.InCSharp(child.Key.ToLowerInvariant()) : child.Key;
                var option = Array.Find(Options, one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
                if (option == null)
                {
                    failures.Add(child.Path + ": there is no such option." + Likely(name));
                }
                else if (!seen.TryAdd(name, child))
                {
                    failures.Add(child.Path + ": it is the same option as " + seen[name].Path + "; give one of them.");
                }
                else if (option.Set(options, child) is string expected)
                {
                    var value = child.Value == null ? "what is there" : "\"" + child.Value + "\"";
                    failures.Add(child.Path + ": " + value + " is not " + expected + ".");
                }
            }
            return failures;
        }

        /// <summary>The one that begins alike, for the typing mistake.</summary>
        private static string Likely(string name)
        {
            var like = Options.Select(one => one.Name).FirstOrDefault(
                one => name.Length > 2 && one.StartsWith(name.Substring(0, 3), StringComparison.OrdinalIgnoreCase));
            return like == null ? string.Empty : " Is it " + like + "?";
        }

        /// <summary>An option by its name in C#, and how it is read.</summary>
        internal sealed class Option
        {
            private readonly Func<CognitoCredentialsOptions, IConfigurationSection, string?> set;

            private Option(
                string name, string type, Func<CognitoCredentialsOptions, IConfigurationSection, string?> set)
            {
                Name = name;
                SchemaType = type;
                this.set = set;
            }

            internal string Name { get; }

            /// <summary>What JSON Schema calls it.</summary>
            internal string SchemaType { get; }

            /// <returns>What it ought to be; null when it is.</returns>
            internal string? Set(CognitoCredentialsOptions options, IConfigurationSection value)
            {
                return set(options, value);
            }

            internal static Option Text(string name, Action<CognitoCredentialsOptions, string> set)
            {
                return Scalar(name, "string", "a text", (options, text) => Do(() => set(options, text)));
            }

            internal static Option Flag(string name, Action<CognitoCredentialsOptions, bool> set)
            {
                return Scalar(name, "boolean", "true or false", (options, text) =>
                    bool.TryParse(text, out var flag) && Do(() => set(options, flag)));
            }

            internal static Option Count(string name, Action<CognitoCredentialsOptions, int> set)
            {
                return Scalar(name, "integer", "a whole number", (options, text) =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    && Do(() => set(options, count)));
            }

            internal static Option Region(string name, Action<CognitoCredentialsOptions, RegionEndpoint> set)
            {
                var converter = new RegionEndpointConverter();
                return Scalar(name, "string", "a region, which is, for example, \"us-east-1\"", (options, text) =>
                    converter.IsValid(text)
                    && Do(() => set(options, (RegionEndpoint)converter.ConvertFromInvariantString(text)!)));
            }

            internal static Option Span(string name, Action<CognitoCredentialsOptions, TimeSpan> set)
            {
                const string Wanted = "a time, hours:minutes:seconds as in \"00:00:15\"";
                return new Option(name, "string", (options, child) =>
                {
                    var unit = child.Key.EndsWith("_ms", StringComparison.OrdinalIgnoreCase) ? 1
                        : child.Key.EndsWith("_s", StringComparison.OrdinalIgnoreCase) ? 1000
                        : 0;
                    if (unit == 0)
                    {
                        return ReadSpan(child.Value, out var span) && Do(() => set(options, span)) ? null : Wanted;
                    }
                    return uint.TryParse(child.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        && Do(() => set(options, TimeSpan.FromMilliseconds((double)number * unit)))
                        ? null
                        : "a whole number";
                });
            }

            internal static Option Texts(string name, Action<CognitoCredentialsOptions, IReadOnlyList<string>> set)
            {
                return new Option(name, "array", (options, child) =>
                {
                    var texts = child.GetChildren().Select(one => one.Value).ToList();
                    // An empty list in JSON is an empty text in configuration.
                    return string.IsNullOrEmpty(child.Value) && !texts.Contains(null) && Do(() => set(options, texts!))
                        ? null
                        : "a list of texts";
                });
            }

            private static Option Scalar(
                string name, string type, string wanted, Func<CognitoCredentialsOptions, string, bool> set)
            {
                return new Option(name, type, (options, child) =>
                    child.Value != null && set(options, child.Value) ? null : wanted);
            }

            /// <summary>A number alone would be days to TimeSpan.</summary>
            private static bool ReadSpan(string? text, out TimeSpan span)
            {
                span = Timeout.InfiniteTimeSpan;
                return string.Equals(text, "Infinite", StringComparison.OrdinalIgnoreCase)
                    || (text != null && text.Contains(':')
                        && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span));
            }

            private static bool Do(Action action)
            {
                action();
                return true;
            }
        }
    }
}
