using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A process ends at once whatever is under way, also from inside the host's own callbacks.</summary>
    [TestFixture]
    public sealed class ProcessExitTests
    {
        // Far below any timeout of the requests that are under way.
        private const int MaxExitMs = 3000;

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
        public void A_callback_may_end_the_process(string way)
        {
            using (var emulator = new Emulator())
            using (var child = new ChildProgram().WithNativeLibrary())
            {
                child.Start(way, emulator.Endpoint, emulator.PoolId);
                AssertLeaves(child, 7);
            }
        }

        private static void AssertLeaves(ChildProgram child, int exitCode)
        {
            Assert.AreEqual("leaving", child.ReadLine());
            Assert.IsTrue(child.HasEndedWithin(MaxExitMs), "it does not end");
            Assert.AreEqual(exitCode, child.ExitCode);
        }
    }
}
