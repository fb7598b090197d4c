using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A thread that the system refuses is told to the caller, in words that say what ran out; nothing is left half made,
    /// so that the next attempt works and the process ends as usual.
    /// </summary>
    [TestFixture]
    public sealed class RefusedThreadTests
    {
        [Test]
        public void A_provider_without_a_thread_is_refused_and_can_be_made_later()
        {
            using (var child = new ChildProgram().WithNativeLibrary())
            {
                child.Start("refused-threads");
                Assert.AreEqual("no exception", child.ReadLine());
                for (int attempt = 0; attempt < 2; attempt++)
                {
                    string refusal = child.ReadLine();
                    StringAssert.StartsWith("CognitoException: ", refusal);
                    StringAssert.Contains("refused to start a thread", refusal);
                    StringAssert.Contains("limit", refusal);
                }
                Assert.AreEqual("no exception", child.ReadLine());
                Assert.AreEqual("alive", child.ReadLine());
                Assert.IsTrue(child.HasEndedWithin(Eventually.TimeoutMs));
                Assert.AreEqual(0, child.ExitCode);
            }
        }
    }
}
