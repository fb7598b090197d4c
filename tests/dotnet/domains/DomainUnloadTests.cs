using System;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A domain with requests under way is unloaded at once, however often, and leaves nothing behind: the script reload
    /// of an editor, rehearsed.
    /// </summary>
    [TestFixture]
    public sealed class DomainUnloadTests
    {
        private const int WarmUps = 5;

        // What one domain leaves is seen long before a hundred of them have left it.
        private static readonly int Unloads = Environment.GetEnvironmentVariable("COGNITO_TEST_ALL") == "1" ? 100 : 25;

        [Test]
        public void Domains_with_requests_under_way_are_unloaded_and_leave_nothing()
        {
            using (var server = new SilentServer())
            {
                int threads = 0, descriptors = 0;
                for (int i = 0; i < Unloads; i++)
                {
                    UnloadOne(server);
                    if (i == WarmUps)
                    {
                        threads = ProcessResources.AllThreads();
                        descriptors = ProcessResources.Descriptors();
                    }
                }
                // The runtime's pool of threads breathes by a few.
                Eventually.IsTrue(
                    () => ProcessResources.AllThreads() <= threads + 4 && ProcessResources.Descriptors() <= descriptors + 4,
                    () => "was " + threads + " threads, " + descriptors + " descriptors; is " + ProcessResources.Describe());
            }
            AssertNewDomainWorks();
        }

        private static void UnloadOne(SilentServer server)
        {
            var domain = new RehearsedDomain(server.Endpoint);
            domain.Agent.Ask(true);
            domain.Agent.AskBlocking();
            domain.Agent.AskForLogins();
            domain.Witness.WaitFor("login source");
            server.WaitForConnections(2);
            domain.Unload();
            // Now the native side hears of it, and has nobody to tell.
            server.CloseConnections();
            Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
            Assert.AreEqual(0, domain.Witness.Late(), "callbacks after the domain was gone");
        }

        private static void AssertNewDomainWorks()
        {
            using (var emulator = new Emulator())
            {
                var domain = new RehearsedDomain(emulator.Endpoint);
                string id = domain.Agent.IdentityId(emulator.Endpoint, emulator.PoolId);
                Assert.AreEqual(emulator.Identities(), new[] { id });
                domain.Unload();
            }
        }
    }
}
