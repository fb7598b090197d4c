using System;
using System.IO;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// The code that the Amazon Cognito developer guide prints for Unity and Xamarin, in its exact text, gets a
    /// player's identity id. tests/dotnet/guide holds the text, and makes the classes that run here from it, with the
    /// pool id that COGNITO_GUIDE_POOL_ID names.
    /// </summary>
    [TestFixture]
    public sealed class GuideTests
    {
        private Emulator emulator;
        private string storage;

        [SetUp]
        public void PointEverythingToTheEmulator()
        {
            emulator = new Emulator("--pool-id", Environment.GetEnvironmentVariable("COGNITO_GUIDE_POOL_ID"));
            storage = Path.Combine(Path.GetTempPath(), "cognito-guide-" + Guid.NewGuid().ToString("N"));
            CognitoCredentialsOptions.Defaults.Endpoint = emulator.Endpoint;
            CognitoCredentialsOptions.Defaults.StorageDirectory = storage;
        }

        [TearDown]
        public void PointBack()
        {
            CognitoCredentialsOptions.Defaults.Endpoint = null;
            CognitoCredentialsOptions.Defaults.StorageDirectory = null;
            emulator.Dispose();
            if (Directory.Exists(storage))
            {
                Directory.Delete(storage, true);
            }
        }

        [Test]
        public void UnityCodeRunsAsItIs()
        {
            UnityCodeGetsAPlayer(GuideSnippets.UnityWithNative.Snippet.Run);
        }

        [Test]
        public void UnityCodeRunsAsItIsWithTheNamesOfTheAwsSdk()
        {
            UnityCodeGetsAPlayer(GuideSnippets.UnityWithAmazon.Snippet.Run);
        }

        [Test]
        public void XamarinCodeRunsAsItIs()
        {
            XamarinCodeGetsAPlayer(GuideSnippets.XamarinWithNative.Snippet.Run);
        }

        [Test]
        public void XamarinCodeRunsAsItIsWithTheNamesOfTheAwsSdk()
        {
            XamarinCodeGetsAPlayer(GuideSnippets.XamarinWithAmazon.Snippet.Run);
        }

        [Test]
        public void APoolIdThatWasNotFilledInIsExplained()
        {
            TheyExplain(() => GuideSnippets.UnityWithNativeAsPrinted.Snippet.Run());
            TheyExplain(() => GuideSnippets.UnityWithAmazonAsPrinted.Snippet.Run());
            TheyExplain(() => GuideSnippets.XamarinWithNativeAsPrinted.Snippet.Run().GetAwaiter().GetResult());
            TheyExplain(() => GuideSnippets.XamarinWithAmazonAsPrinted.Snippet.Run().GetAwaiter().GetResult());
            Assert.AreEqual(0, emulator.RequestCount());
        }

        private void UnityCodeGetsAPlayer(Func<CognitoAWSCredentials> code)
        {
            using (CognitoAWSCredentials credentials = code())
            {
                // The code's own request is under way: this one joins it, and no second player is made.
                string identityId = credentials.GetIdentityIdAsync().GetAwaiter().GetResult();
                CollectionAssert.AreEqual(new[] { identityId }, emulator.Identities());
                Assert.AreEqual(1, emulator.RequestCount("GetId"));
            }
        }

        private void XamarinCodeGetsAPlayer(Func<Task<string>> code)
        {
            string identityId = code().GetAwaiter().GetResult();
            CollectionAssert.AreEqual(new[] { identityId }, emulator.Identities());
            Assert.AreEqual(identityId, code().GetAwaiter().GetResult(), "another player at the next launch");
            Assert.AreEqual(1, emulator.RequestCount("GetId"));
        }

        private static void TheyExplain(TestDelegate code)
        {
            var exception = Assert.Catch<CognitoException>(code);
            Assert.AreEqual(CognitoErrorCode.InvalidOptions, exception.Code);
            StringAssert.Contains("IdentityPoolId", exception.Message);
        }
    }
}
