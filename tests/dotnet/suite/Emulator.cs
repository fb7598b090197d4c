using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A local Cognito service of a test's own, with faults on demand. COGNITO_EMULATOR names the program. The
    /// operations (`on`) are GetId, GetCredentialsForIdentity, GetOpenIdToken, UnlinkIdentity, AssumeRoleWithWebIdentity
    /// and any; `cognito-emulator --help` lists the faults.
    /// </summary>
    internal sealed class Emulator : IDisposable
    {
        internal const string AnyOperation = "any";

        private const int ControlTimeoutMs = 60000;

        private readonly EmulatorProcess _process;

        /// <summary>Starts it with one pool, and with these arguments of its command line.</summary>
        internal Emulator(params string[] arguments)
        {
            string path = Environment.GetEnvironmentVariable("COGNITO_EMULATOR");
            if (string.IsNullOrEmpty(path))
            {
                throw new InvalidOperationException("set COGNITO_EMULATOR to the path of the cognito-emulator program");
            }
            string line = string.Join(" ", arguments.Select(one => "\"" + one + "\""));
            _process = new EmulatorProcess(path, "--until-stdin-closes --control --port 0 " + line);
            Endpoint = FirstAnnounced("endpoint");
            PoolId = FirstAnnounced("pool-id");
        }

        internal string Endpoint { get; private set; }

        internal string PoolId { get; private set; }

        internal int ProcessId
        {
            get { return _process.Id; }
        }

        /// <summary>The first value that it announced under a name, such as "login-token" or "ca-file".</summary>
        internal string FirstAnnounced(string name)
        {
            return _process.Announced.First(one => one.Key == name).Value;
        }

        /// <summary>Adds a pool; a provider is a NAME, or NAME=AUDIENCE when its tokens are checked.</summary>
        internal string AddPool(bool guests = true, int lifetimeSeconds = 3600, params string[] loginProviders)
        {
            var answer = Command(
                "add-pool",
                "guests", guests,
                "lifetime_seconds", lifetimeSeconds,
                "login_providers", loginProviders.Select(LoginProvider));
            return (string)answer["id"];
        }

        /// <summary>A player's token of a login provider; with a negative lifetime it has expired.</summary>
        internal string IssueToken(string provider, string subject, string audience, int lifetimeSeconds = 3600)
        {
            var answer = Command(
                "issue-token",
                "provider", provider,
                "subject", subject,
                "audience", audience,
                "expires_in_seconds", lifetimeSeconds);
            return (string)answer["token"];
        }

        /// <summary>The identity id and the token that the game's own backend got for its user.</summary>
        internal KeyValuePair<string, string> DeveloperIdentity(string user)
        {
            var answer = Command("developer-identity", "pool", PoolId, "user", user);
            return new KeyValuePair<string, string>((string)answer["id"], (string)answer["token"]);
        }

        /// <summary>The ids of a pool's identities, oldest first.</summary>
        internal string[] Identities(string pool = null)
        {
            return ((List<object>)Command("identities", "pool", pool ?? PoolId)["identities"]).Cast<string>().ToArray();
        }

        /// <summary>A guest whom the player's device knows from an earlier run.</summary>
        internal void AddIdentity(string id)
        {
            Command("add-identity", "pool", PoolId, "id", id);
        }

        internal void DeleteIdentity(string id)
        {
            RequireFound(Command("delete-identity", "id", id), id);
        }

        internal void DisableIdentity(string id)
        {
            RequireFound(Command("disable-identity", "id", id), id);
        }

        /// <summary>What the next requests meet instead of a good answer.</summary>
        internal void Inject(string on, int times, params string[] faults)
        {
            Command("inject", "on", on, "times", times, "faults", faults);
        }

        internal void InjectForever(string on, params string[] faults)
        {
            Command("inject", "on", on, "times", "forever", "faults", faults);
        }

        internal void ClearFaults()
        {
            Command("clear-faults");
        }

        /// <summary>The next requests arrive and are not answered before <see cref="Release"/>.</summary>
        internal void Hold(string on, int times = 1)
        {
            Inject(on, times, "hold");
        }

        internal void Release()
        {
            Command("release");
        }

        internal void SetClockOffset(int seconds)
        {
            Command("set-clock-offset", "seconds", seconds);
        }

        /// <summary>How many requests for an operation have arrived, retries included.</summary>
        internal int RequestCount(string on = AnyOperation)
        {
            var counts = (Dictionary<string, object>)Command("stats")["requests"];
            return (int)counts.Where(one => on == AnyOperation || one.Key == on).Sum(one => (double)one.Value);
        }

        internal int OpenConnections()
        {
            return (int)(double)Command("stats")["open_connections"];
        }

        /// <summary>Every request in the order of arrival: operation, headers and body.</summary>
        internal List<Dictionary<string, object>> Requests()
        {
            return ((List<object>)Command("requests")["requests"]).Cast<Dictionary<string, object>>().ToList();
        }

        /// <summary>Waits until so many requests for an operation have arrived, counted from the start.</summary>
        internal void WaitForRequests(string on, int count, int timeoutMs = 10000)
        {
            RequireReached(Command("wait-for-requests", "on", on, "count", count, "timeout_ms", timeoutMs), on, count);
        }

        internal void WaitForOpenConnections(int count, int timeoutMs = 10000)
        {
            var answer = Command("wait-for-open-connections", "count", count, "timeout_ms", timeoutMs);
            RequireReached(answer, "open connections", count);
        }

        /// <summary>For whom these credentials were issued; null when the service never issued them.</summary>
        internal Dictionary<string, object> IssuedCredentials(string accessKeyId)
        {
            var answer = Command("issued-credentials", "access_key_id", accessKeyId);
            return (bool)answer["found"] ? answer : null;
        }

        /// <summary>Any command, with its members as name, value, name, value.</summary>
        internal Dictionary<string, object> Command(string command, params object[] members)
        {
            var body = new Dictionary<string, object> { { "command", command } };
            for (int index = 0; index < members.Length; index += 2)
            {
                body.Add((string)members[index], members[index + 1]);
            }
            return (Dictionary<string, object>)Json.Read(Post(Json.Write(body)));
        }

        public void Dispose()
        {
            _process.Dispose();
        }

        private static object LoginProvider(string text)
        {
            int at = text.IndexOf('=');
            return at < 0
                ? (object)text
                : new Dictionary<string, object> { { "name", text.Substring(0, at) }, { "audience", text.Substring(at + 1) } };
        }

        private static void RequireFound(Dictionary<string, object> answer, string id)
        {
            if (!(bool)answer["found"])
            {
                throw new InvalidOperationException("the emulator has no identity " + id);
            }
        }

        private void RequireReached(Dictionary<string, object> answer, string what, int count)
        {
            if (!(bool)answer["reached"])
            {
                throw new TimeoutException("waited for " + count + " of " + what + ", but the emulator has: "
                    + Json.Write(Command("stats")));
            }
        }

        private string Post(string body)
        {
            var request = (HttpWebRequest)WebRequest.Create(new Uri(new Uri(Endpoint), "/control"));
            request.Method = "POST";
            request.Proxy = null;
            request.KeepAlive = false;
            request.Timeout = ControlTimeoutMs;
            request.ServicePoint.Expect100Continue = false;
            // A wait may be under way on another thread while this one releases what it waits for.
            request.ServicePoint.ConnectionLimit = 64;
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            using (Stream stream = request.GetRequestStream())
            {
                stream.Write(bytes, 0, bytes.Length);
            }
            try
            {
                return ReadAll(request.GetResponse());
            }
            catch (WebException exception) when (exception.Response != null)
            {
                throw new InvalidOperationException("control " + body + ": " + ReadAll(exception.Response), exception);
            }
        }

        private static string ReadAll(WebResponse response)
        {
            using (var reader = new StreamReader(response.GetResponseStream(), Encoding.UTF8))
            {
                return reader.ReadToEnd();
            }
        }
    }
}
