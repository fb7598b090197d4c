using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>Providers that nobody disposed, or holds any more, do not outlive their domain.</summary>
    [TestFixture]
    public sealed class DomainUnloadForgottenTests
    {
        [Test]
        public void Forgotten_providers_go_with_their_domain()
        {
            using (var server = new SilentServer())
            {
                for (int i = 0; i < 10; i++)
                {
                    var domain = new RehearsedDomain(server.Endpoint);
                    domain.Agent.Ask(false);
                    domain.Agent.Ask(false);
                    server.WaitForConnections(2);
                    domain.Unload();
                    server.CloseConnections();
                    Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
                    Assert.AreEqual(0, domain.Witness.Late());
                }
            }
        }
    }
}
