using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CognitoNative;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>Where and when answers arrive while a game runs.</summary>
    [TestFixture]
    public sealed class CallbackTests : UnityFixture
    {
        private static int Here
        {
            get { return Thread.CurrentThread.ManagedThreadId; }
        }

        [Test]
        public void CallbacksAndContinuationsArriveOnTheMainThread()
        {
            Play();
            using (var provider = Provider())
            {
                var threads = new List<int>();
                provider.GetIdentityIdAsync(result => threads.Add(Here));
                provider.CredentialsRefreshed += (sender, change) => threads.Add(Here);
                Func<Task> script = async () =>
                {
                    await provider.GetCredentialsAsync();
                    threads.Add(Here);
                    await provider.RefreshAsync();
                    threads.Add(Here);
                };
                var done = script();

                Player.FramesUntil(() => done.IsCompleted && threads.Count == 5, "five answers");
                Assert.That(done.Status, Is.EqualTo(TaskStatus.RanToCompletion));
                Assert.That(threads, Is.All.EqualTo(Here));
            }
        }

        [Test]
        public void AnAnswerIsThereBeforeUpdateOfTheSameFrame()
        {
            Play(typeof(CountsUpdates));
            using (var provider = Provider())
            {
                var counter = Player.Script<CountsUpdates>();
                int? updatesBefore = null;
                Func<Task> script = async () =>
                {
                    await provider.GetIdentityIdAsync();
                    updatesBefore = counter.Updates;
                };
                var done = script();

                Player.FramesUntil(() => done.IsCompleted, "the answer");
                Assert.That(updatesBefore, Is.EqualTo(Player.Frames - 1));
                Assert.That(counter.Updates, Is.EqualTo(Player.Frames));
            }
        }

        [Test]
        public void AllThatIsReadyArrivesInOneFrame()
        {
            Play();
            CognitoUnity.FrameBudget = TimeSpan.FromSeconds(1);
            using (var provider = Provider())
            {
                var frames = AskTwentyTimes(provider, () => { });

                Player.FramesUntil(() => frames.Count == 20, "twenty answers");
                Assert.That(frames.Distinct().Count(), Is.EqualTo(1));
            }
        }

        [Test]
        public void CallbacksBeyondTheBudgetWaitForTheNextFrame()
        {
            Play();
            CognitoUnity.FrameBudget = TimeSpan.FromMilliseconds(1);
            using (var provider = Provider())
            {
                var frames = AskTwentyTimes(provider, () => Work(TimeSpan.FromMilliseconds(2)));

                Player.FramesUntil(() => frames.Count == 20, "twenty answers");
                Assert.That(frames, Is.Unique);
            }
        }

        [TestCase(0.0)]
        [TestCase(-1.0)]
        [TestCase(1001.0)]
        public void ABudgetThatCannotBeIsRefused(double milliseconds)
        {
            Assert.Throws<ArgumentOutOfRangeException>(
                () => CognitoUnity.FrameBudget = TimeSpan.FromMilliseconds(milliseconds));
        }

        [Test]
        public void AnExceptionGoesToTheLogAndTheOthersStillRun()
        {
            Play();
            using (var provider = Provider())
            {
                var answers = 0;
                provider.GetIdentityIdAsync(result => answers++);
                provider.GetIdentityIdAsync(result => { throw new InvalidOperationException("the game's own"); });
                provider.GetIdentityIdAsync(result => answers++);

                Player.FramesUntil(() => answers == 2 && Engine.Exceptions.Count == 1, "two answers and an exception");
                var logged = Engine.Exceptions.Single();
                Engine.Exceptions.Clear();
                Assert.That(logged, Is.InstanceOf<CognitoCallbackException>());
                Assert.That(logged.ToString(), Is.StringContaining("the game's own"));
            }
        }

        [Test]
        public void AProviderMadeOnAnotherThreadAnswersOnTheMainThread()
        {
            Play();
            var made = Task.Run(() => Provider());
            Player.FramesUntil(() => made.IsCompleted, "the provider");
            using (var provider = made.Result)
            {
                int? thread = null;
                provider.GetIdentityIdAsync(result => thread = Here);

                Player.FramesUntil(() => thread != null, "the answer");
                Assert.That(thread, Is.EqualTo(Here));
            }
        }

        [Test]
        public void AskingFromACallbackWorks()
        {
            Play();
            using (var provider = Provider())
            {
                var rounds = 0;
                AmazonCognitoIdentityCallback<ImmutableCredentials> again = null;
                again = result =>
                {
                    if (++rounds < 100)
                    {
                        provider.GetCredentialsAsync(again);
                    }
                };
                provider.GetCredentialsAsync(again);

                Player.FramesUntil(() => rounds == 100, "a hundred rounds");
            }
        }

        [Test]
        public void DisposingInACallbackEndsTheOthersWithACancellation()
        {
            Play();
            var provider = Provider();
            provider.GetIdentityId();
            Emulator.Hold(Emulator.AnyOperation);
            var endings = new List<Exception>();
            provider.GetCredentialsAsync(result => endings.Add(result.Exception));
            provider.GetIdentityIdAsync(result => provider.Dispose());

            Player.FramesUntil(() => endings.Count == 1, "the other request");
            Assert.That(endings.Single(), Is.InstanceOf<OperationCanceledException>());
        }

        [Test]
        public void QuittingCancelsWhatIsUnderWay()
        {
            Play();
            Emulator.Hold(Emulator.AnyOperation);
            var provider = Provider();
            var identity = provider.GetIdentityIdAsync();
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);

            Player.Dispose();

            Assert.That(identity.IsCanceled);
            Assert.Throws<ObjectDisposedException>(() => provider.AddLogin("accounts.example.com", "ann"));
        }

        [Test]
        public void AfterTheLastProviderTheNextOneStartsAnew()
        {
            Play();
            for (var i = 0; i < 5; i++)
            {
                using (var provider = Provider())
                {
                    var identity = provider.GetIdentityIdAsync();
                    Player.FramesUntil(() => identity.IsCompleted, "the identity");
                    Assert.That(identity.Result, Is.StringStarting("us-east-1:"));
                }
                // Half of the time the old queue is still to be disposed.
                if (i % 2 == 0)
                {
                    Player.Frame();
                }
            }
        }

        [Test]
        public void ABlockingCallNeedsNoFrame()
        {
            Play();
            using (var provider = Provider())
            {
                Assert.That(provider.GetIdentityId(), Is.StringStarting("us-east-1:"));
            }
        }

        /// <summary>Twenty answers that are all ready before the next frame; tells the frame that each arrived in.</summary>
        private List<int> AskTwentyTimes(CognitoAWSCredentials provider, Action work)
        {
            var frames = new List<int>();
            Emulator.Hold(Emulator.AnyOperation);
            for (var i = 0; i < 20; i++)
            {
                provider.GetCredentialsAsync(result =>
                {
                    Assert.That(result.Exception, Is.Null);
                    frames.Add(Player.Frames);
                    work();
                });
            }
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);
            Emulator.Release();
            // The second is answered from memory, after everything that waited for the fetch.
            provider.GetCredentials();
            provider.GetCredentials();
            return frames;
        }

        private static void Work(TimeSpan time)
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < time)
            {
            }
        }
    }
}
