using System.Linq;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>What Unity gives to options that were left out, wherever the provider is made.</summary>
    [TestFixture]
    public sealed class DefaultsTests : UnityFixture
    {
        [Test]
        public void ProfilesAreListedWhereProvidersKeepThem()
        {
            Play();
            using (var provider = Provider())
            {
                provider.GetIdentityId();
            }
            Assert.That(CognitoProfiles.List(Options()), Is.EqualTo(new[] { "default" }));
            CognitoProfiles.Delete(Options(), "default");
            Assert.That(CognitoProfiles.List(Options()), Is.Empty);
        }

        [Test]
        public void TheServiceIsToldUnitysVersion()
        {
            Play();
            using (var provider = Provider())
            {
                provider.GetIdentityId();
            }
            // A slash may be escaped in JSON.
            var request = Json.Write(Emulator.Requests()[0]).Replace("\\/", "/");
            Assert.That(request, Is.StringContaining("Unity/2021.3.45f1 (LinuxEditor)"));
        }

        [Test]
        public void AFieldInitialiserOfAScriptMayMakeAProvider()
        {
            HasAProviderField.Options = Options();
            Play(typeof(HasAProviderField));
            var warning = Engine.Warnings.Single();
            Engine.Warnings.Clear();
            Assert.That(warning, Is.StringContaining("field initialiser"));

            var identity = Player.Script<HasAProviderField>().Credentials.GetIdentityIdAsync();
            Player.FramesUntil(() => identity.IsCompleted, "the identity");
            Assert.That(identity.Result, Is.StringStarting("us-east-1:"));
        }

        [Test]
        public void AStorageOfTheHostIsNotOverruled()
        {
            Play();
            var storage = new MemoryStorage();
            var options = Options();
            options.Storage = storage;
            using (var provider = new CognitoAWSCredentials(options))
            {
                var identity = provider.GetIdentityIdAsync();
                Player.FramesUntil(() => identity.IsCompleted, "the identity");
                Assert.That(storage.Values.Values.Single(), Is.StringContaining(identity.Result));
            }
        }
    }
}
