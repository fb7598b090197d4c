#if COGNITO_NATIVE_AWS_SDK
using System;
using System.Linq;
using CognitoNative;
using CognitoNative.AwsSdk;
using CognitoNative.Tests;
using NUnit.Framework;

namespace UnitySuite
{
    /// <summary>The bridge to the AWS SDK on the main thread, where login source and storage run too.</summary>
    [TestFixture]
    public sealed class AwsSdkTests : UnityFixture
    {
        [Test]
        public void ACachedAnswerComesAtOnceAndNothingIsWaitedForInVain()
        {
            Play();
            var options = Options();
            options.Storage = new MemoryStorage();
            using (var provider = new CognitoAWSCredentials(options))
            {
                provider.LoginSource = (names, token) => System.Threading.Tasks.Task.FromResult(CognitoLogins.None);
                var credentials = new CognitoNativeCredentials(provider);
                var refusal = Assert.Throws<CognitoCredentialsException>(() => credentials.GetCredentials());
                Assert.That(refusal.Message, Is.StringContaining("await GetCredentialsAsync() once"));

                var first = credentials.GetCredentialsAsync();
                Player.FramesUntil(() => first.IsCompleted, "the first answer");
                var frames = Player.Frames;
                Assert.That(credentials.GetCredentials().AccessKey, Is.EqualTo(first.Result.AccessKey));
                Assert.That(credentials.GetCredentialsAsync().IsCompleted);
                Assert.That(credentials.GetCredentials(), Is.SameAs(credentials.GetCredentialsAsync().Result));
                Assert.That(Player.Frames, Is.EqualTo(frames));
                Assert.That(Enumerable.Range(0, 20).Any(round => AllocatesNothing(credentials)), "each of 20 times");
            }
        }

        private static bool AllocatesNothing(CognitoNativeCredentials credentials)
        {
            const int Count = 2000;
            GC.Collect();
            var before = GC.GetTotalMemory(false);
            for (var i = 0; i < Count; i++)
            {
                credentials.GetCredentials();
                credentials.GetCredentialsAsync();
            }
            // The runtime hands out memory in blocks, and counts a whole one.
            return GC.GetTotalMemory(false) - before < 16 * Count;
        }
    }
}
#endif
