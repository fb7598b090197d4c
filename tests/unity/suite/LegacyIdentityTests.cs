using System.Linq;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>The identity that the AWS Mobile SDK for Unity kept in PlayerPrefs.</summary>
    [TestFixture]
    public sealed class LegacyIdentityTests : UnityFixture
    {
        private string Key
        {
            get { return "CognitoIdentity:IdentityId:" + Emulator.PoolId; }
        }

        [Test]
        public void ItIsTakenOverAndStaysAfterwards()
        {
            Play();
            var old = KeepAsTheOldSdk();
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
                Assert.That(provider.GetCredentials().IdentityId, Is.EqualTo(old));
            }
            // An older version of the game still finds it, and the newer one has its own.
            Assert.That(Engine.Preferences[Key], Is.EqualTo(old));
            Engine.Preferences.Clear();
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
            }
        }

        [Test]
        public void SigningOutDeletesIt()
        {
            Play();
            var old = KeepAsTheOldSdk();
            using (var provider = Provider())
            {
                provider.SignOut();
                Assert.That(Engine.Preferences.ContainsKey(Key), Is.False);
                Assert.That(Engine.PreferencesSaved, Is.EqualTo(1));
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
            }
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
            }
        }

        [Test]
        public void ClearingTheIdentityDeletesItFromAnyThread()
        {
            Play();
            var old = KeepAsTheOldSdk();
            using (var provider = Provider())
            {
                OnAnotherThread(provider.ClearIdentityCache);
                Assert.That(Engine.Preferences.ContainsKey(Key), "only the main thread can delete it");
                // It is not taken again before that.
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
                Player.Frame();
                Assert.That(Engine.Preferences.ContainsKey(Key), Is.False);
            }
        }

        [Test]
        public void WhatAnotherThreadForgotIsNotTakenBeforeItIsDeleted()
        {
            Play();
            var old = KeepAsTheOldSdk();
            // In memory only, so that nothing but PlayerPrefs can remember the player, or that he left.
            var options = Options();
            options.StorageDirectory = "";
            using (var provider = new CognitoAWSCredentials(options))
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
                OnAnotherThread(provider.SignOut);
            }
            using (var provider = new CognitoAWSCredentials(options))
            {
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
            }
            Player.Frame();
            Assert.That(Engine.Preferences, Is.Empty);
        }

        [Test]
        public void DeletingTheStoredProfileDeletesIt()
        {
            Play();
            var old = KeepAsTheOldSdk();
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
            }
            CognitoProfiles.Delete(Options(), "default");
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
            }
        }

        [Test]
        public void AnotherProfileNeitherTakesNorDeletesIt()
        {
            Play();
            var old = KeepAsTheOldSdk();
            var options = Options();
            options.Profile = "ann";
            using (var provider = new CognitoAWSCredentials(options))
            {
                Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
                provider.SignOut();
            }
            Assert.That(Engine.Preferences[Key], Is.EqualTo(old));
        }

        [Test]
        public void AnIdentityThatTheHostNamesComesFirst()
        {
            Play();
            var old = KeepAsTheOldSdk();
            Engine.Preferences[Key] = "us-east-1:00000000-0000-0000-0000-000000000000";
            var options = Options();
            options.InitialIdentityId = old;
            using (var provider = new CognitoAWSCredentials(options))
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
            }
        }

        [TestCase("")]
        [TestCase("nonsense")]
        [TestCase("us-east-1:nonsense")]
        public void WhatIsNoIdentityIdIsLeftAlone(string text)
        {
            Play();
            Engine.Preferences[Key] = text;
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.StringStarting("us-east-1:"));
            }
            Assert.That(Engine.Preferences[Key], Is.EqualTo(text));
        }

        [Test]
        public void AnotherThreadWaitsForTheNextFrame()
        {
            Play();
            var old = KeepAsTheOldSdk();
            var identity = Task.Run(() =>
            {
                using (var provider = Provider())
                {
                    return provider.GetIdentityId();
                }
            });
            Player.FramesUntil(() => identity.IsCompleted, "the identity");
            Assert.That(identity.Result, Is.EqualTo(old));
        }

        [Test]
        public void AnotherThreadWaitsOnlyOnce()
        {
            Play();
            KeepAsTheOldSdk();
            using (Provider())
            {
            }
            // No frame comes.
            OnAnotherThread(() => Provider().Dispose());
        }

        [Test]
        public void AMainThreadThatWaitsIsNotWaitedForForEver()
        {
            Play();
            KeepAsTheOldSdk();
            OnAnotherThread(() => Provider().Dispose());
            Assert.That(Engine.Warnings.Single(), Is.StringContaining("the main thread is busy"));
            Engine.Warnings.Clear();
            // What is left of it on the main thread does nothing.
            Player.Frame();
        }

        [Test]
        public void WhereItCannotBeAskedNoNewGuestTakesItsPlace()
        {
            Play();
            var old = KeepAsTheOldSdk();
            OnAnotherThread(() =>
            {
                using (var provider = Provider())
                {
                    Assert.That(provider.GetIdentityId(), Is.Not.EqualTo(old));
                }
            });
            Assert.That(Engine.Warnings.Single(), Is.StringContaining("is not stored this time"));
            Engine.Warnings.Clear();
            Assert.That(CognitoProfiles.List(Options()), Is.Empty);
            Player.Frame();
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.EqualTo(old));
            }
        }

        [TestCase(true)]
        [TestCase(false)]
        public void AFieldInitialiserKnowsItFromTheSecondLaunchOn(bool isThere)
        {
            var old = isThere ? KeepAsTheOldSdk() : null;
            HasAProviderField.Options = Options();
            var first = IdentityIdOfALaunch(old);
            Assert.That(Engine.Warnings.Count, Is.EqualTo(1));
            Engine.Warnings.Clear();
            Assert.That(CognitoProfiles.List(Options()), Is.Empty);

            var second = IdentityIdOfALaunch(old);
            Assert.That(second, isThere ? Is.EqualTo(old) : Is.Not.EqualTo(first));
            Assert.That(IdentityIdOfALaunch(old), Is.EqualTo(second));
        }

        [Test]
        public void WhoIsStoredIsNotLookedForWithAWarning()
        {
            Play();
            string stored;
            using (var provider = Provider())
            {
                stored = provider.GetIdentityId();
            }
            Player.Dispose();
            HasAProviderField.Options = Options();
            Assert.That(IdentityIdOfALaunch(null), Is.EqualTo(stored));
        }

        [Test]
        public void WhatAFieldInitialiserKnowsIsForgottenOnSigningOut()
        {
            var old = KeepAsTheOldSdk();
            HasAProviderField.Options = Options();
            IdentityIdOfALaunch(old);
            Engine.Warnings.Clear();
            IdentityIdOfALaunch(old, credentials => credentials.SignOut());
            CognitoProfiles.Delete(Options(), "default");
            Assert.That(IdentityIdOfALaunch(null), Is.Not.EqualTo(old));
        }

        private string IdentityIdOfALaunch(string old, System.Action<CognitoAWSCredentials> end = null)
        {
            Player = UnityPlayer.Player.Build(
                Directory, Scripts, () => { if (old != null) { Engine.Preferences[Key] = old; } }, typeof(HasAProviderField));
            var provider = Player.Script<HasAProviderField>().Credentials;
            var identity = provider.GetIdentityIdAsync();
            Player.FramesUntil(() => identity.IsCompleted, "the identity");
            Player.Frame();
            if (end != null)
            {
                end(provider);
            }
            Player.Dispose();
            Player = null;
            return identity.Result;
        }

        /// <summary>An identity of the pool, as if that SDK had got it.</summary>
        private string KeepAsTheOldSdk()
        {
            const string Old = "us-east-1:01d00000-0000-4000-8000-000000000000";
            Emulator.AddIdentity(Old);
            Engine.Preferences[Key] = Old;
            return Old;
        }
    }
}
