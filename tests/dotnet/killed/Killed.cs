using System;
using System.Diagnostics;

namespace CognitoNative.Tests
{
    /// <summary>A test run that is killed while its emulator runs. It prints the emulator's process id.</summary>
    internal static class Killed
    {
        private static void Main()
        {
            var emulator = new Emulator();
            Console.WriteLine(emulator.ProcessId);
            Console.Out.Flush();
            Process.GetCurrentProcess().Kill();
        }
    }
}
