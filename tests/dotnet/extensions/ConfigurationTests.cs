using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace CognitoNative.Extensions.Tests
{
    /// <summary>What appsettings.json says is taken as it is meant, or refused at start with its key.</summary>
    [TestFixture]
    public sealed class ConfigurationTests
    {
        private const string Pool = "\"IdentityPoolId\": \"us-east-1:11111111-2222-3333-4444-555555555555\"";

        [Test]
        public void Every_type_of_option_is_read()
        {
            var options = Read(Pool + @", ""Region"": ""us-east-1"", ""StorageDirectory"": """", ""KeepFresh"": true,
                ""MaxAttempts"": 5, ""ConnectTimeout"": ""00:00:02.5"", ""Timeout"": ""Infinite"",
                ""PolicyArns"": [""arn:aws:iam::123456789012:policy/a""]");
            Assert.AreSame(RegionEndpoint.USEast1, options.Region);
            Assert.AreEqual(string.Empty, options.StorageDirectory);
            Assert.IsTrue(options.KeepFresh);
            Assert.AreEqual(5, options.MaxAttempts);
            Assert.AreEqual(TimeSpan.FromMilliseconds(2500), options.ConnectTimeout);
            Assert.AreEqual(System.Threading.Timeout.InfiniteTimeSpan, options.Timeout);
            Assert.AreEqual(new[] { "arn:aws:iam::123456789012:policy/a" }, options.PolicyArns);
        }

        [Test]
        public void The_names_of_the_C_interface_are_taken_too()
        {
            var options = Read(@"""identity_pool_id"": ""us-east-1:11111111-2222-3333-4444-555555555555"",
                ""connect_timeout_ms"": 250, ""session_duration_s"": 900, ""keep_fresh"": ""true"", ""unauth_role_arn"": ""arn""");
            Assert.AreEqual("us-east-1:11111111-2222-3333-4444-555555555555", options.IdentityPoolId);
            Assert.AreEqual(TimeSpan.FromMilliseconds(250), options.ConnectTimeout);
            Assert.AreEqual(TimeSpan.FromMinutes(15), options.SessionDuration);
            Assert.IsTrue(options.KeepFresh);
            Assert.AreEqual("arn", options.UnAuthRoleArn);
        }

        [TestCase(@"""Region"": ""Ireland""", "CognitoNative:Region: \"Ireland\" is not a region")]
        [TestCase(@"""Region"": ""mars-north-1""", "CognitoNative:Region: ")]
        [TestCase(@"""Region"": ""eu-west-1""", "CognitoNative:Region: ")]
        [TestCase(@"""KeepFresh"": ""yes""", "CognitoNative:KeepFresh: \"yes\" is not true or false")]
        [TestCase(@"""MaxAttempts"": ""many""", "CognitoNative:MaxAttempts: \"many\" is not a whole number")]
        [TestCase(@"""MaxAttempts"": 99", "CognitoNative:MaxAttempts: ")]
        [TestCase(@"""ConnectTimeout"": 5", "CognitoNative:ConnectTimeout: \"5\" is not a time")]
        [TestCase(@"""connect_timeout_ms"": ""00:00:05""", "CognitoNative:connect_timeout_ms: \"00:00:05\" is not a whole number")]
        [TestCase(@"""PolicyArns"": ""arn""", "CognitoNative:PolicyArns: \"arn\" is not a list")]
        [TestCase(@"""Profile"": [""ann""]", "CognitoNative:Profile: what is there is not a text")]
        [TestCase(@"""Regoin"": ""us-east-1""", "CognitoNative:Regoin: there is no such option. Is it Region?")]
        [TestCase(@"""MaxAttempts"": 3, ""max_attempts"": 4", "CognitoNative:max_attempts: it is the same option as CognitoNative:MaxAttempts")]
        [TestCase(@"""Endpoint"": ""ftp://x""", "CognitoNative:Endpoint: ")]
        public void What_is_wrong_is_refused_at_start_with_its_key(string json, string start)
        {
            StringAssert.StartsWith(start, Refusals(Pool + ", " + json)[0]);
        }

        [Test]
        public void All_that_is_wrong_is_told_at_once()
        {
            var refusals = Refusals(@"""KeepFresh"": 1, ""Prefetch"": 2");
            Assert.AreEqual(3, refusals.Length, string.Join("\n", refusals));
            StringAssert.StartsWith("CognitoNative:IdentityPoolId: it is needed", refusals[2]);
        }

        [Test]
        public void Options_without_a_section_are_checked_too()
        {
            var services = new ServiceCollection();
            services.AddCognitoNative().Configure(options => options.IdentityPoolId = "nowhere");
            using var host = new Host(services);
            var refused = Assert.Throws<OptionsValidationException>(() => host.Start())!;
            StringAssert.StartsWith("IdentityPoolId: ", refused.Failures.Single());
        }

        // The rest needs an object of the host's, and is set in code.
        [Test]
        public void Every_option_that_is_a_text_or_a_number_can_be_configured()
        {
            var members = typeof(CognitoCredentialsOptions).GetProperties()
                .Where(one => !one.GetMethod!.IsStatic).Select(one => one.Name).Except(new[] { "Storage", "Transport", "Threads" });
            CollectionAssert.AreEquivalent(members, ConfigurationReader.Options.Select(one => one.Name));
        }

        [Test]
        public void The_schema_knows_the_same_options()
        {
            var folder = Environment.GetEnvironmentVariable("COGNITO_REPOSITORY")!;
            var file = Path.Combine(folder, "bindings/csharp/Extensions/ConfigurationSchema.json");
            using var schema = JsonDocument.Parse(File.ReadAllText(file));
            var properties = schema.RootElement.GetProperty("properties").GetProperty("CognitoNative").GetProperty("properties");
            var described = new Dictionary<string, string?>();
            foreach (var property in properties.EnumerateObject())
            {
                Assert.Greater(property.Value.GetProperty("description").GetString()!.Length, 10, property.Name);
                described.Add(property.Name, property.Value.GetProperty("type").GetString());
            }
            CollectionAssert.AreEquivalent(
                ConfigurationReader.Options.Select(one => one.Name + " " + one.SchemaType),
                described.Select(one => one.Key + " " + one.Value));
        }

        [Test]
        public void The_section_in_the_page_on_servers_is_taken()
        {
            var page = File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable("COGNITO_REPOSITORY")!, "docs/servers.md"));
            var json = page.Substring(page.IndexOf("```json", StringComparison.Ordinal) + 7);
            using var document = JsonDocument.Parse(json.Remove(json.IndexOf("```", StringComparison.Ordinal)));
            var section = document.RootElement.GetProperty("CognitoNative").GetRawText();
            var services = new ServiceCollection();
            services.AddCognitoNative(JsonSection.Of(section));
            using var host = new Host(services).Start();
        }

        private static CognitoCredentialsOptions Read(string json)
        {
            var options = new CognitoCredentialsOptions();
            CollectionAssert.IsEmpty(ConfigurationReader.Read(JsonSection.Of("{" + json + "}"), options));
            return options;
        }

        private static string[] Refusals(string json)
        {
            var services = new ServiceCollection();
            services.AddCognitoNative(JsonSection.Of("{" + json + "}"));
            using var host = new Host(services);
            return Assert.Throws<OptionsValidationException>(() => host.Start())!.Failures.ToArray();
        }
    }
}
