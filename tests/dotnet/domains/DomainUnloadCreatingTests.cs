using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A provider that is being created while its domain is unloaded is refused or closed, never left behind.</summary>
    [TestFixture]
    public sealed class DomainUnloadCreatingTests
    {
        [Test]
        public void Providers_created_during_the_unloading_do_not_hold_it_up_or_stay()
        {
            using (var server = new SilentServer())
            {
                for (int i = 0; i < 20; i++)
                {
                    var domain = new RehearsedDomain(server.Endpoint);
                    domain.Agent.CreateForEver(2, 1 + i);
                    domain.Witness.WaitFor("created", 2);
                    domain.Unload();
                    server.CloseConnections();
                    Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
                    Assert.AreEqual(0, domain.Witness.Late());
                }
            }
        }
    }
}
