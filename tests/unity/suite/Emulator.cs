using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;

namespace UnitySuite
{
    /// <summary>A local Cognito identity endpoint, as its own process that ends with this one.</summary>
    public sealed class Emulator : IDisposable
    {
        private readonly Process process;

        public Emulator(params string[] arguments)
        {
            process = Process.Start(new ProcessStartInfo
            {
                FileName = Environment.GetEnvironmentVariable("COGNITO_EMULATOR"),
                Arguments = "--control --until-stdin-closes " + string.Join(" ", arguments),
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            for (var line = process.StandardOutput.ReadLine(); line != "ready"; line = process.StandardOutput.ReadLine())
            {
                if (line == null)
                {
                    throw new InvalidOperationException("the emulator did not start");
                }
                var value = line.Substring(line.IndexOf('=') + 1);
                if (line.StartsWith("endpoint="))
                {
                    Endpoint = value;
                }
                else if (line.StartsWith("pool-id="))
                {
                    PoolId = value;
                }
                else if (line.StartsWith("login-token="))
                {
                    LoginToken = value;
                }
            }
        }

        public string Endpoint { get; private set; }

        public string PoolId { get; private set; }

        public string LoginToken { get; private set; }

        /// <summary>The next request waits until <see cref="Release"/>.</summary>
        public void HoldNext()
        {
            Control("{\"command\": \"inject\", \"faults\": [\"hold\"]}");
        }

        public void Release()
        {
            Control("{\"command\": \"release\"}");
        }

        public void FailNext(string fault)
        {
            Control("{\"command\": \"inject\", \"faults\": [\"" + fault + "\"], \"times\": 10}");
        }

        public void ClearFaults()
        {
            Control("{\"command\": \"clear-faults\"}");
        }

        public void WaitForRequests(int count)
        {
            var answer = Control(
                "{\"command\": \"wait-for-requests\", \"count\": " + count + ", \"timeout_ms\": 20000}");
            if (!answer.Contains("true"))
            {
                throw new TimeoutException("no " + count + " requests: " + answer);
            }
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }

        private string Control(string command)
        {
            using (var client = new WebClient())
            {
                client.Proxy = null;
                return Encoding.UTF8.GetString(client.UploadData(
                    Endpoint + "/control", "POST", Encoding.UTF8.GetBytes(command)));
            }
        }
    }
}
