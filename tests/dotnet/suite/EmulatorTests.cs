using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The tool that the other tests stand on.</summary>
    [TestFixture]
    public sealed class EmulatorTests
    {
        [Test]
        public void Json_is_read_as_it_is_written()
        {
            var value = new Dictionary<string, object>
            {
                { "text", "a \"b\" \\ \n \u00e9" },
                { "list", new List<object> { 1.0, -2.0, true, false, null, new List<object>() } },
                { "empty", new Dictionary<string, object>() }
            };
            Assert.AreEqual(value, Json.Read(Json.Write(value)));
            Assert.AreEqual("A\t", Json.Read(" \"\\u0041\\t\" "));
            foreach (string wrong in new[] { "{", "[1", "\"", "{\"a\" 1}", "\"\\x\"" })
            {
                Assert.Throws<FormatException>(() => Json.Read(wrong), wrong);
            }
        }

        [Test]
        public void Commands_are_answered_and_mistakes_named()
        {
            using (var emulator = new Emulator("--login-provider", "a.example=app"))
            {
                StringAssert.StartsWith("http://127.0.0.1:", emulator.Endpoint);
                Assert.AreEqual(0, emulator.RequestCount());
                Assert.AreEqual(0, emulator.OpenConnections());
                Assert.AreEqual(new string[0], emulator.Identities(emulator.AddPool(false, 60, "b.example", "c.example=app")));
                Assert.AreEqual(3, emulator.IssueToken("a.example", "ann", "app").Split('.').Length);
                string id = emulator.DeveloperIdentity("7").Key;
                Assert.AreEqual(new[] { id }, emulator.Identities());
                emulator.DisableIdentity(id);
                emulator.DeleteIdentity(id);
                Assert.Throws<InvalidOperationException>(() => emulator.DeleteIdentity(id));
                Assert.IsNull(emulator.IssuedCredentials("ASIA"));
                var mistake = Assert.Throws<InvalidOperationException>(() => emulator.Inject("GetId", 1, "no-such-fault"));
                StringAssert.Contains("no-such-fault", mistake.Message);
                Assert.Throws<TimeoutException>(() => emulator.WaitForRequests("GetId", 1, 1));
            }
        }

        [Test]
        public void A_held_request_is_answered_after_release()
        {
            using (var emulator = new Emulator())
            {
                emulator.Hold("GetId");
                Task<string> answer = Task.Run(() => GetId(emulator));
                emulator.WaitForRequests("GetId", 1);
                Assert.IsFalse(answer.IsCompleted);
                emulator.Release();
                StringAssert.Contains("IdentityId", answer.Result);
                Assert.AreEqual(1, emulator.RequestCount("GetId"));
                Assert.AreEqual("GetId", emulator.Requests()[0]["operation"]);
                Assert.AreEqual(1, emulator.Identities().Length);
            }
        }

        [Test]
        public void It_ends_when_it_is_disposed()
        {
            var emulator = new Emulator();
            using (Process process = Process.GetProcessById(emulator.ProcessId))
            {
                emulator.Dispose();
                Assert.IsTrue(process.WaitForExit(10000));
            }
        }

        private static string GetId(Emulator emulator)
        {
            using (var client = new WebClient())
            {
                client.Proxy = null;
                client.Headers["Content-Type"] = "application/x-amz-json-1.1";
                client.Headers["X-Amz-Target"] = "AWSCognitoIdentityService.GetId";
                string body = Json.Write(new Dictionary<string, object> { { "IdentityPoolId", emulator.PoolId } });
                return Encoding.UTF8.GetString(client.UploadData(emulator.Endpoint, Encoding.UTF8.GetBytes(body)));
            }
        }
    }
}
