using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A callback of the host that never returns does not keep its domain from being unloaded.</summary>
    [TestFixture]
    public sealed class DomainUnloadBlockedTests
    {
        [Test]
        public void A_callback_that_blocks_on_the_pool_does_not_hold_up_the_unloading()
        {
            using (var emulator = new Emulator())
            {
                Rehearse(emulator, agent => agent.BlockCallback(emulator.PoolId));
            }
        }

        [Test]
        public void A_log_handler_that_blocks_the_callback_thread_does_not_hold_up_the_unloading()
        {
            using (var emulator = new Emulator())
            {
                Rehearse(emulator, agent => agent.BlockCallbackThread(emulator.PoolId));
            }
        }

        private static void Rehearse(Emulator emulator, System.Action<DomainAgent> block)
        {
            for (int i = 0; i < 5; i++)
            {
                var domain = new RehearsedDomain(emulator.Endpoint);
                block(domain.Agent);
                domain.Witness.WaitFor("blocked");
                domain.Unload();
                Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
                Assert.AreEqual(0, domain.Witness.Late());
            }
            var after = new RehearsedDomain(emulator.Endpoint);
            StringAssert.StartsWith("us-east-1:", after.Agent.IdentityId(emulator.Endpoint, emulator.PoolId));
            after.Unload();
        }
    }
}
