using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The enumerations of C# have the names and numbers of the C header, all of them.</summary>
    [TestFixture]
    public sealed class ParityTests
    {
        [Test]
        public void Error_codes_are_those_of_the_header()
        {
            var expected = Header("COGNITO_ERROR_");
            expected.Add("Ok", 0);
            Assert.That(expected.Count, Is.GreaterThan(30));
            CollectionAssert.AreEquivalent(expected, Members<CognitoErrorCode>());
        }

        [Test]
        public void Phases_are_those_of_the_header()
        {
            CollectionAssert.AreEquivalent(Header("COGNITO_PHASE_"), Members<CognitoPhase>());
        }

        [Test]
        public void Causes_are_those_of_the_header()
        {
            var expected = Header("COGNITO_IDENTITY_").Where(cause => cause.Key != "Unchanged");
            CollectionAssert.AreEquivalent(expected, Members<IdentityChangeCause>());
        }

        [Test]
        public void Log_levels_are_those_of_the_header()
        {
            CollectionAssert.AreEquivalent(Header("COGNITO_LOG_"), Members<CognitoLogLevel>());
        }

        // Each event of the header is an event of the class.
        [Test]
        public void Every_event_of_the_header_is_there()
        {
            var events = typeof(CognitoAWSCredentials).GetEvents().Select(one => one.Name.Replace("Event", ""));
            CollectionAssert.AreEquivalent(Header("COGNITO_EVENT_").Keys.Where(name => name != "None"), events);
        }

        // And every counter of the snapshot.
        [Test]
        public void Every_number_of_the_snapshot_is_there()
        {
            string header = Repository.Read("include/cognito_native.h");
            int end = header.IndexOf("} cognito_provider_snapshot;", StringComparison.Ordinal);
            int start = header.LastIndexOf("typedef struct", end, StringComparison.Ordinal);
            string body = header.Substring(start, end - start);
            body = Regex.Replace(body, "/\\*.*?\\*/", "", RegexOptions.Singleline);
            var fields = Regex.Matches(body, "(\\w+);").Cast<Match>().Select(match => match.Groups[1].Value)
                .Where(name => name != "struct_size")
                .Select(name => Pascal(Regex.Replace(name, "_(unix_)?ms$", ""))
                    .Replace("StoreDegraded", "IsStoreDegraded"));
            CollectionAssert.AreEquivalent(fields, typeof(CognitoSnapshot).GetProperties().Select(one => one.Name));
        }

        private static Dictionary<string, int> Header(string prefix)
        {
            return Regex.Matches(Repository.Read("include/cognito_native.h"), " " + prefix + "(\\w+) = (\\d+)")
                .Cast<Match>()
                .ToDictionary(
                    match => Pascal(match.Groups[1].Value.ToLowerInvariant()),
                    match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        private static Dictionary<string, int> Members<T>()
        {
            // Not GetValues, which NativeAOT refuses to make an array for.
            return Enum.GetNames(typeof(T)).ToDictionary(name => name, name => (int)Enum.Parse(typeof(T), name));
        }

        private static string Pascal(string name)
        {
            return string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        }
    }
}
