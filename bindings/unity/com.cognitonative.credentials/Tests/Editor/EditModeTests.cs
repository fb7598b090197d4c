using System.Collections;
using System.Threading;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace CognitoNative.Tests
{
    /// <summary>The same in edit mode, where no player loop runs.</summary>
    public sealed class EditModeTests
    {
        [UnityTest]
        public IEnumerator AnEditorScriptGetsItsAnswer()
        {
            int here = Thread.CurrentThread.ManagedThreadId;
            CognitoCredentialsOptions options = new CognitoCredentialsOptions
            {
                IdentityPoolId = "us-east-1:11111111-2222-3333-4444-555555555555",
                Endpoint = "http://127.0.0.1:9",
                StorageDirectory = "",
                MaxAttempts = 1,
            };
            using (CognitoAWSCredentials credentials = new CognitoAWSCredentials(options))
            {
                int thread = 0;
                credentials.GetIdentityIdAsync(result => thread = Thread.CurrentThread.ManagedThreadId);
                while (thread == 0)
                {
                    yield return null;
                }
                Assert.That(thread, Is.EqualTo(here));
            }
        }
    }
}
