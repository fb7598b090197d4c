using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A running cognito-emulator. It ends when its standard input closes: when this is disposed, and when the process
    /// of the tests dies, however that happens.
    /// </summary>
    internal sealed class EmulatorProcess : IDisposable
    {
        private const int StartTimeoutMs = 60000;
        private const int EndTimeoutMs = 10000;

        private readonly Process _process;

        internal EmulatorProcess(string path, string arguments)
        {
            _process = Process.Start(new ProcessStartInfo(path, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true
            });
            Announced = new List<KeyValuePair<string, string>>();
            Task announced = Task.Run((Action)ReadAnnounced);
            if (!announced.Wait(StartTimeoutMs))
            {
                Dispose();
                throw new TimeoutException("the emulator did not say that it is ready: " + path + " " + arguments);
            }
        }

        internal int Id
        {
            get { return _process.Id; }
        }

        /// <summary>What it printed until it was ready, in order: "endpoint", "pool-id", "login-token" and so on.</summary>
        internal List<KeyValuePair<string, string>> Announced { get; private set; }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(EndTimeoutMs))
            {
                _process.Kill();
                throw new TimeoutException("the emulator ran on after its standard input was closed");
            }
            _process.Dispose();
        }

        private void ReadAnnounced()
        {
            for (string line = _process.StandardOutput.ReadLine(); line != "ready"; line = _process.StandardOutput.ReadLine())
            {
                if (line == null)
                {
                    throw new InvalidOperationException("the emulator ended; its standard error says why");
                }
                int at = line.IndexOf('=');
                Announced.Add(new KeyValuePair<string, string>(line.Substring(0, at), line.Substring(at + 1)));
            }
        }
    }
}
