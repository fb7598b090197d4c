using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A process ends at once whatever is under way, also from inside the host's own callbacks.</summary>
    [TestFixture]
    public sealed class ProcessExitTests
    {
        // Below any timeout of the requests that are under way, and enough for a starved machine.
        private const int MaxExitMs = 10000;

        [TestCase("return")]
        [TestCase("exit")]
        public void Requests_under_way_do_not_hold_up_the_end(string way)
        {
            using (var server = new SilentServer())
            using (var child = new ChildProgram().WithNativeLibrary())
            {
                child.Start(way, server.Endpoint);
                server.WaitForConnections(2);
                child.Input.WriteLine();
                AssertLeaves(child, 0);
            }
        }

        [TestCase("exit-in-callback")]
        [TestCase("exit-in-handler")]
        [TestCase("exit-in-login-source")]
        [TestCase("exit-while-storing")]
        public void A_callback_may_end_the_process(string way)
        {
            using (var emulator = new Emulator())
            using (var child = new ChildProgram().WithNativeLibrary())
            {
                child.Start(way, emulator.Endpoint, emulator.PoolId);
                AssertLeaves(child, 7);
            }
        }

        // docs/process.md: what a sign-out took back is gone when it returns, and a signal that ends the process at once
        // changes nothing about that.
        [TestCase("TERM")]
        [TestCase("KILL")]
        public void A_sign_out_is_durable_whatever_ends_the_process(string signal)
        {
            using (var emulator = new Emulator())
            using (var child = new ChildProgram().WithNativeLibrary())
            {
                string store = Path.Combine(child.Folder, "store");
                child.Start("sign-out", emulator.Endpoint, emulator.PoolId, store);
                Assert.AreEqual("signed in", child.ReadLine());
                CollectionAssert.IsNotEmpty(Stored(store));
                child.Input.WriteLine();
                Assert.AreEqual("signed out", child.ReadLine());
                child.Signal(signal);
                Assert.IsTrue(child.HasEndedWithin(MaxExitMs), "it does not end");
                CollectionAssert.IsEmpty(Stored(store));
            }
        }

        /// <summary>Files that hold an identity id.</summary>
        private static string[] Stored(string directory)
        {
            return Directory.GetFiles(directory, "*", SearchOption.AllDirectories)
                .Where(file => File.ReadAllText(file).Contains("us-east-1:")).ToArray();
        }

        private static void AssertLeaves(ChildProgram child, int exitCode)
        {
            Assert.AreEqual("leaving", child.ReadLine());
            Assert.IsTrue(child.HasEndedWithin(MaxExitMs), "it does not end");
            Assert.AreEqual(exitCode, child.ExitCode);
        }
    }
}
