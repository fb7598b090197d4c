using System;
using System.IO;
using CognitoNative.Tests;
using NUnit.Framework;

namespace UnitySuite
{
    /// <summary>
    /// Domain reload as Unity does it: the scripts' application domain is unloaded, while the native library stays in the
    /// process with whatever it is doing.
    /// </summary>
    [TestFixture]
    public sealed class ReloadTests
    {
        private const int Reloads = 5;
        private const int Providers = 3;

        private Emulator emulator;
        private string directory;

        [SetUp]
        public void SetUp()
        {
            emulator = new Emulator();
            directory = Path.Combine(Path.GetTempPath(), "cognito-unity-" + Guid.NewGuid());
            Directory.CreateDirectory(directory);
        }

        [TearDown]
        public void TearDown()
        {
            emulator.Dispose();
            Directory.Delete(directory, true);
        }

        [Test]
        public void AReloadWithRequestsInFlightNeitherHangsNorCrashes()
        {
            for (var i = 0; i < Reloads; i++)
            {
                InItsOwnDomain(scripts =>
                {
                    var before = emulator.RequestCount();
                    emulator.Hold(Emulator.AnyOperation, Providers * 10);
                    scripts.Ask(Providers);
                    emulator.WaitForRequests(Emulator.AnyOperation, before + 1);
                    Assert.That(scripts.BeginReload(), Is.EqualTo(Providers), "cancelled before the domain went");
                });
                // The answers come to a process whose asking domain is gone.
                emulator.ClearFaults();
                emulator.Release();
            }
            AFreshDomainStillWorks();
        }

        [Test]
        public void AReloadInPlayModeAfterAnswersIsClean()
        {
            for (var i = 0; i < Reloads; i++)
            {
                InItsOwnDomain(scripts =>
                {
                    Assert.That(scripts.GetIdentityId(), Is.StringStarting("us-east-1:"));
                    Assert.That(scripts.BeginReload(), Is.EqualTo(0));
                });
            }
        }

        [Test]
        public void TheEngineHoldsNothingOfScriptsThatGo()
        {
            InItsOwnDomain(scripts =>
            {
                scripts.GetIdentityId();
                Assert.That(scripts.HeldByTheEngine(), Is.GreaterThanOrEqualTo(6), "while they run");
                scripts.BeginReload();
                Assert.That(scripts.HeldByTheEngine(), Is.EqualTo(0));
            });
        }

        [Test]
        public void NoProviderComesBetweenTheCloseAndTheReload()
        {
            InItsOwnDomain(scripts =>
            {
                scripts.GetIdentityId();
                scripts.BeginReload();
                Assert.That(scripts.Refusal(), Is.StringContaining("its scripts are being reloaded"));
            });
        }

        [Test]
        public void ScriptsThatComeWhileTheGameRunsAreInTheLoopAtOnce()
        {
            InItsOwnDomain(scripts => Assert.That(scripts.IdentityIdAfterCompilingInPlayMode(), Is.StringStarting("us-east-1:")));
        }

        [Test]
        public void AStaticInitialiserThatComesFirstHasUnitysDefaults()
        {
            const string Old = "us-east-1:01d00000-0000-4000-8000-000000000000";
            emulator.AddIdentity(Old);
            InItsOwnDomain(scripts => Assert.That(scripts.MakeProviderBeforeStart(Old), Is.EqualTo(Old)));
            Assert.That(Directory.GetFileSystemEntries(directory), Is.Not.Empty, "it is kept in persistentDataPath");
        }

        [Test]
        public void AnotherThreadBeforeTheStartIsToldWhatToDo([Values(false, true)] bool isReleaseBuild)
        {
            InItsOwnDomain(scripts =>
            {
                var refusal = scripts.RefusalOnAnotherThreadBeforeStart(null, isReleaseBuild);
                Assert.That(refusal, Is.StringContaining("set CognitoCredentialsOptions.StorageDirectory"));
                Assert.That(scripts.RefusalOnAnotherThreadBeforeStart(directory, isReleaseBuild), Is.Null);
            });
        }

        private void AFreshDomainStillWorks()
        {
            InItsOwnDomain(scripts => Assert.That(scripts.GetIdentityId(), Is.StringStarting("us-east-1:")));
        }

        private void InItsOwnDomain(Action<ReloadedScripts> act)
        {
            var domain = AppDomain.CreateDomain(
                "scripts",
                null,
                new AppDomainSetup { ApplicationBase = Path.GetDirectoryName(typeof(ReloadTests).Assembly.Location) });
            try
            {
                var scripts = (ReloadedScripts)domain.CreateInstanceAndUnwrap(
                    typeof(ReloadedScripts).Assembly.FullName, typeof(ReloadedScripts).FullName);
                scripts.Use(emulator.Endpoint, emulator.PoolId, directory);
                act(scripts);
            }
            finally
            {
                AppDomain.Unload(domain);
            }
        }
    }
}
