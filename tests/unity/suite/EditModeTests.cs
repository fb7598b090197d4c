using System;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>The editor: edit mode, play mode, the way between them, all with domain reload off.</summary>
    [TestFixture]
    public sealed class EditModeTests : UnityFixture
    {
        [Test]
        public void AnEditorScriptGetsItsAnswersWithoutPlaying()
        {
            Edit();
            using (var provider = Provider())
            {
                int? thread = null;
                Func<Task> script = async () =>
                {
                    await provider.GetCredentialsAsync();
                    thread = Thread.CurrentThread.ManagedThreadId;
                };
                var done = script();

                Player.FramesUntil(() => done.IsCompleted, "the answer");
                Assert.That(Application.isPlaying, Is.False);
                Assert.That(thread, Is.EqualTo(Thread.CurrentThread.ManagedThreadId));
            }
        }

        [Test]
        public void APausedGameIsNotDisturbed()
        {
            Edit();
            Player.EnterPlayMode();
            using (var provider = Provider())
            {
                var answers = 0;
                provider.GetCredentialsAsync(result => answers++);
                provider.GetCredentials();
                provider.GetCredentials();

                for (var i = 0; i < 10; i++)
                {
                    Player.PausedTurn();
                }
                Assert.That(answers, Is.EqualTo(0));
                Player.Frame();
                Assert.That(answers, Is.EqualTo(1));
            }
        }

        [Test]
        public void LeavingPlayModeCancelsAndCloses()
        {
            Edit();
            Player.EnterPlayMode();
            Emulator.Hold(Emulator.AnyOperation);
            var provider = Provider();
            Exception ending = null;
            var thread = 0;
            provider.GetCredentialsAsync(result =>
            {
                ending = result.Exception;
                thread = Thread.CurrentThread.ManagedThreadId;
            });
            var task = provider.GetIdentityIdAsync();
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);

            Player.ExitPlayMode();

            Assert.That(ending, Is.InstanceOf<OperationCanceledException>());
            Assert.That(thread, Is.EqualTo(Thread.CurrentThread.ManagedThreadId));
            Assert.That(task.IsCanceled);
            Assert.Throws<ObjectDisposedException>(() => provider.GetIdentityIdAsync());
        }

        [Test]
        public void WhatOnDestroyMadeIsClosedToo()
        {
            Edit();
            AsksOnDestroy.Options = Options();
            Player.EnterPlayMode(typeof(AsksOnDestroy));
            Emulator.Hold(Emulator.AnyOperation);

            Player.ExitPlayMode();

            Assert.That(AsksOnDestroy.Asked.IsCanceled);
        }

        [Test]
        public void AGameThatAlwaysMakesTheNextProviderIsClosedToo()
        {
            Edit();
            Player.EnterPlayMode();
            Emulator.Hold(Emulator.AnyOperation, 100);
            var made = 0;
            Exception refusal = null;
            Action again = null;
            again = () =>
            {
                try
                {
                    var provider = Provider();
                    made++;
                    provider.GetCredentialsAsync(result => again());
                }
                catch (ObjectDisposedException exception)
                {
                    refusal = exception;
                }
            };
            again();
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);

            Player.ExitPlayMode();

            Assert.That(LivingProviders(), Is.EqualTo(0));
            Assert.That(made, Is.GreaterThan(1), "when the first was closed");
            Assert.That(refusal.Message, Is.StringContaining("The game ends"));
            Player.EnterPlayMode();
            Provider().Dispose();
        }

        [Test]
        public void AHandlerThatThrowsBeforeOursLeavesNoProviderAlive()
        {
            // It is before ours when the editor has just loaded the scripts.
            Action<UnityEditor.PlayModeStateChange> first = change => { throw new NotSupportedException("of the game"); };
            Edit();
            Player.EnterPlayMode();
            Emulator.Hold(Emulator.AnyOperation);
            var task = Provider().GetIdentityIdAsync();
            Action quits = () => { throw new NotSupportedException("of the game"); };
            UnityEditor.EditorApplication.Prepend(first);
            Application.Prepend(quits);
            try
            {
                Player.ExitPlayMode();
            }
            finally
            {
                UnityEditor.EditorApplication.playModeStateChanged -= first;
                Application.quitting -= quits;
            }
            Assert.That(Engine.Exceptions.Count, Is.EqualTo(3));
            Engine.Exceptions.Clear();

            Player.Frame();

            Assert.That(task.IsCanceled);
            Assert.That(LivingProviders(), Is.EqualTo(0));
        }

        [Test]
        public void EachSessionStartsWithFreshStatics()
        {
            Edit();
            var told = 0;
            for (var session = 0; session < 3; session++)
            {
                Player.EnterPlayMode();
                Assert.That(CognitoUnity.FrameBudget, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
                Assert.That(CognitoLog.Level, Is.EqualTo(CognitoLogLevel.Off));
                Assert.That(CognitoCredentialsOptions.Defaults.Endpoint, Is.Null);
                CognitoUnity.FrameBudget = TimeSpan.FromMilliseconds(5);
                CognitoLog.Level = CognitoLogLevel.Debug;
                CognitoLog.Message += (level, message) => told++;
                CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;

                var fetched = Provider().GetCredentialsAsync();
                Player.FramesUntil(() => fetched.IsCompleted && told > 0, "a log record of session " + session);
                Player.ExitPlayMode();
                told = 0;
            }
            using (var provider = Provider())
            {
                var fetched = provider.GetCredentialsAsync();
                Player.FramesUntil(() => fetched.IsCompleted, "the credentials in edit mode");
            }
            Assert.That(told, Is.EqualTo(0));
        }

        [Test]
        public void WhatEditorScriptsSetOutlivesTheGameAndNotTheOtherWay()
        {
            Edit();
            CognitoCredentialsOptions.Defaults.Endpoint = Emulator.Endpoint;
            try
            {
                for (var session = 0; session < 2; session++)
                {
                    Player.EnterPlayMode();
                    Assert.That(CognitoCredentialsOptions.Defaults.Endpoint, Is.EqualTo(Emulator.Endpoint));
                    CognitoCredentialsOptions.Defaults.Endpoint = "http://127.0.0.1:1";
                    Player.ExitPlayMode();
                    Assert.That(CognitoCredentialsOptions.Defaults.Endpoint, Is.EqualTo(Emulator.Endpoint));
                }
            }
            finally
            {
                CognitoCredentialsOptions.Defaults.Endpoint = null;
            }
        }

        [Test]
        public void AProductThatWasRenamedHasItsOwnDirectoryInTheNextSession()
        {
            Edit();
            var renamed = System.IO.Path.Combine(Directory, "renamed");
            Engine.PersistentDataPath = renamed;
            Player.EnterPlayMode();
            using (var provider = Provider())
            {
                var identity = provider.GetIdentityIdAsync();
                Player.FramesUntil(() => identity.IsCompleted, "the identity");
            }
            Assert.That(System.IO.Directory.GetFileSystemEntries(renamed), Is.Not.Empty);
        }

        [Test]
        public void ASessionThatWasNotEndedIsEndedByTheNext()
        {
            Edit();
            Player.EnterPlayMode();
            CognitoUnity.FrameBudget = TimeSpan.FromMilliseconds(5);
            Emulator.Hold(Emulator.AnyOperation);
            var task = Provider().GetIdentityIdAsync();

            Player.EnterPlayMode();

            Assert.That(task.IsCanceled);
            Assert.That(CognitoUnity.FrameBudget, Is.EqualTo(TimeSpan.FromMilliseconds(2)));
        }

        [Test]
        public void WhatAnotherScriptSetBeforeOurStartStays()
        {
            Edit();
            SetsUpFirst.IsWanted = true;
            try
            {
                Player.EnterPlayMode();
                Assert.That(CognitoUnity.FrameBudget, Is.EqualTo(TimeSpan.FromMilliseconds(7)));
            }
            finally
            {
                SetsUpFirst.IsWanted = false;
            }
        }

        [Test]
        public void ACallbackThatOpensADialogAndDisposesLosesNothing()
        {
            Edit();
            var provider = Provider();
            provider.GetIdentityId();
            Emulator.Hold(Emulator.AnyOperation);
            var held = provider.GetCredentialsAsync();
            provider.GetIdentityIdAsync(result =>
            {
                provider.Dispose();
                // As a dialog of the editor does while it is open.
                Player.Frame();
            });

            Player.FramesUntil(() => held.IsCompleted, "the cancellation");
            Assert.That(held.IsCanceled);
        }

        [Test]
        public void QuittingTheEditorInACallbackNeitherHangsNorLosesTheOthers()
        {
            Edit();
            Emulator.Hold(Emulator.AnyOperation);
            var held = Provider().GetIdentityIdAsync();
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);
            var other = new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = Emulator.PoolId,
                Endpoint = Emulator.Endpoint,
                StorageDirectory = "",
            });
            var isQuit = false;
            other.GetIdentityIdAsync(result =>
            {
                UnityEditor.EditorApplication.Exit(0);
                isQuit = true;
            });

            Player.FramesUntil(() => isQuit, "the callback");
            Assert.That(held.IsCanceled);
        }
    }
}
