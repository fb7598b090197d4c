using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A new player without any login gets an identity and credentials.</summary>
    [TestFixture]
    public sealed class GuestTests
    {
        [Test]
        public async Task The_identity_id_is_one_that_the_pool_made()
        {
            using (var emulator = new Emulator())
            using (var credentials = new CognitoAWSCredentials(OptionsFor(emulator)))
            {
                string identityId = await credentials.GetIdentityIdAsync();
                Assert.AreEqual(emulator.Identities(), new[] { identityId });
                Assert.AreEqual(1, emulator.RequestCount());
            }
        }

        [Test]
        public async Task The_credentials_are_what_the_service_issued_for_the_identity()
        {
            using (var emulator = new Emulator())
            using (var credentials = new CognitoAWSCredentials(OptionsFor(emulator)))
            {
                ImmutableCredentials issued = await credentials.GetCredentialsAsync();
                var known = emulator.IssuedCredentials(issued.AccessKey);
                Assert.IsNotNull(known, "the service does not know these credentials");
                Assert.AreEqual(issued.IdentityId, known["identity_id"]);
                Assert.AreEqual(issued.IdentityId, credentials.GetCachedIdentityId());
            }
        }

        private static CognitoCredentialsOptions OptionsFor(Emulator emulator)
        {
            return new CognitoCredentialsOptions
            {
                IdentityPoolId = emulator.PoolId,
                Endpoint = emulator.Endpoint,
                StorageDirectory = string.Empty
            };
        }
    }
}
