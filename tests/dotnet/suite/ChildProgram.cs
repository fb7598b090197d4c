using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace CognitoNative.Tests
{
    /// <summary>
    /// child/Child.cs in a directory of its own, on the runtime of this process. It gets only the native library that the
    /// test puts there.
    /// </summary>
    internal sealed class ChildProgram : IDisposable
    {
        private const string Name = "CognitoNative.TestChild";

        private Process _process;

        internal ChildProgram()
        {
            Folder = Path.Combine(Path.GetTempPath(), "cognito-child-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(Folder);
            string here = Path.GetDirectoryName(typeof(ChildProgram).Assembly.Location);
            File.Copy(Path.Combine(here, Name + ".exe"), Path.Combine(Folder, Name + ".exe"));
            string library = typeof(CognitoAWSCredentials).Assembly.Location;
            File.Copy(library, Path.Combine(Folder, Path.GetFileName(library)));
            foreach (string file in Directory.GetFiles(AppDomain.CurrentDomain.BaseDirectory, "*.runtimeconfig.json"))
            {
                File.Copy(file, Path.Combine(Folder, Name + ".runtimeconfig.json"), true);
            }
        }

        internal string Folder { get; private set; }

        internal string NativeLibrary
        {
            get { return Path.Combine(Folder, NativeLibraryFile.Name); }
        }

        internal StreamWriter Input
        {
            get { return _process.StandardInput; }
        }

        internal int ExitCode
        {
            get { return _process.ExitCode; }
        }

        /// <summary>Gives it the library that this process has.</summary>
        internal ChildProgram WithNativeLibrary()
        {
            File.Copy(NativeLibraryFile.Find(), NativeLibrary);
            return this;
        }

        internal void Start(params string[] arguments)
        {
            // Mono's and .NET's own program, which takes the .exe as its argument.
            string runtime = Process.GetCurrentProcess().MainModule.FileName;
            var start = new ProcessStartInfo(runtime, Path.Combine(Folder, Name + ".exe") + " " + string.Join(" ", arguments))
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = Folder
            };
            start.EnvironmentVariables.Remove("LD_LIBRARY_PATH");
            _process = Process.Start(start);
        }

        /// <summary>Null at the end.</summary>
        internal string ReadLine()
        {
            Task<string> line = Task.Run(() => _process.StandardOutput.ReadLine());
            return line.Wait(Eventually.TimeoutMs) ? line.Result : throw new TimeoutException("the child says nothing");
        }

        internal bool HasEndedWithin(int milliseconds)
        {
            return _process.WaitForExit(milliseconds);
        }

        /// <param name="signal">TERM, KILL.</param>
        internal void Signal(string signal)
        {
            using (var kill = Process.Start(
                new ProcessStartInfo("kill", "-" + signal + " " + _process.Id) { UseShellExecute = false }))
            {
                kill.WaitForExit();
                if (kill.ExitCode != 0)
                {
                    throw new InvalidOperationException("kill -" + signal + " ended with " + kill.ExitCode);
                }
            }
        }

        public void Dispose()
        {
            if (_process != null)
            {
                End();
                _process.Dispose();
            }
            Directory.Delete(Folder, true);
        }

        private void End()
        {
            try
            {
                if (!_process.HasExited)
                {
                    _process.Kill();
                    _process.WaitForExit();
                }
            }
            catch (InvalidOperationException)
            {
                // It ended by itself at this very moment.
            }
        }
    }
}
