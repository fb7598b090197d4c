using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>A cancelled token, or Dispose, ends a request: its own task only, never the fetch of others.</summary>
    [TestFixture]
    public sealed class CancellationTests : ProviderTests
    {
        // Cancelled before: nothing is asked.
        [Test]
        public void A_token_that_is_cancelled_already_begins_nothing()
        {
            var provider = Create();
            provider.AddLogin(Game, "ann");
            var token = new CancellationToken(true);
            foreach (Task task in All(provider, token))
            {
                Assert.IsTrue(task.IsCanceled, "at once");
                Assert.AreEqual(token, Assert.Catch<OperationCanceledException>(
                    () => task.GetAwaiter().GetResult()).CancellationToken);
            }
            Assert.AreEqual(0, Emulator.RequestCount());
            Assert.AreEqual(0, provider.Snapshot.Requests);
        }

        // Cancelled while it waits: the task ends with the caller's token, though the service never answers.
        [Test]
        public void Cancelling_ends_a_request_that_waits()
        {
            Emulator.InjectForever("any", "never-answer");
            var provider = Create();
            using (var cancellation = new CancellationTokenSource())
            {
                Task[] tasks = All(provider, cancellation.Token);
                Emulator.WaitForRequests("any", 1);
                Assert.IsTrue(tasks.All(task => !task.IsCompleted));
                cancellation.Cancel();
                foreach (Task task in tasks)
                {
                    Settled.Cancelled(task);
                    Assert.AreEqual(cancellation.Token, Assert.Catch<OperationCanceledException>(
                        () => task.GetAwaiter().GetResult()).CancellationToken);
                }
            }
        }

        [Test]
        public void Cancelling_one_of_two_waiters_does_not_disturb_the_other()
        {
            Emulator.Hold("GetCredentialsForIdentity");
            var provider = Create();
            using (var cancellation = new CancellationTokenSource())
            {
                Task leaves = provider.GetCredentialsAsync(cancellation.Token);
                Task<ImmutableCredentials> stays = provider.GetCredentialsAsync();
                Emulator.WaitForRequests("GetCredentialsForIdentity", 1);
                cancellation.Cancel();
                Settled.Cancelled(leaves);
                Assert.IsFalse(stays.IsCompleted);
                Emulator.Release();
                Assert.IsNotNull(Settled.Result(stays).AccessKey);
                Assert.AreEqual(1, Emulator.RequestCount("GetCredentialsForIdentity"));
            }
        }

        [Test]
        public void Cancelling_afterwards_changes_nothing()
        {
            var provider = Create();
            using (var cancellation = new CancellationTokenSource())
            {
                Task<string> task = provider.GetIdentityIdAsync(cancellation.Token);
                string id = Settled.Result(task);
                cancellation.Cancel();
                Assert.AreEqual(id, task.Result);
            }
        }

        // Whichever comes first, the answer or the cancellation: the task ends exactly once, as one of the two.
        [Test]
        public void A_token_that_is_cancelled_as_the_answer_comes_ends_the_task_one_way_or_the_other()
        {
            const int Rounds = 500;
            var provider = Create();
            Settled.Result(provider.GetCredentialsAsync());
            for (int round = 0; round < Rounds; round++)
            {
                using (var cancellation = new CancellationTokenSource())
                using (var barrier = new Barrier(2))
                {
                    Task cancelling = Task.Run(() =>
                    {
                        barrier.SignalAndWait();
                        Thread.SpinWait(round * 20);
                        cancellation.Cancel();
                    });
                    barrier.SignalAndWait();
                    Task task = provider.GetCredentialsAsync(cancellation.Token);
                    Task.WaitAny(new[] { task }, Settled.Limit);
                    Assert.IsTrue(task.IsCompleted && !task.IsFaulted, "round " + round + ": " + task.Status);
                    Settled.Success(cancelling);
                }
            }
            Assert.AreEqual(0, provider.Snapshot.Waiting);
        }

        // The thread that brings the answers may be the one that cancels, from inside a handler.
        [Test]
        public void A_token_can_be_cancelled_on_the_dispatching_thread()
        {
            Emulator.InjectForever("GetOpenIdToken", "never-answer");
            var provider = Create();
            using (var cancellation = new CancellationTokenSource())
            {
                Task token = provider.GetOpenIdTokenAsync(cancellation.Token);
                Emulator.WaitForRequests("GetOpenIdToken", 1);
                var other = Create();
                other.CredentialsRefreshed += (sender, arguments) => cancellation.Cancel();
                Settled.Result(other.RefreshAsync());
                Settled.Cancelled(token);
            }
        }

        [Test]
        public void Dispose_cancels_every_request_under_way()
        {
            Emulator.InjectForever("any", "never-answer");
            var provider = Create();
            using (var cancellation = new CancellationTokenSource())
            {
                Task[] tasks = All(provider, cancellation.Token)
                    .Concat(All(provider, CancellationToken.None)).ToArray();
                Emulator.WaitForRequests("any", 1);
                provider.Dispose();
                tasks.ToList().ForEach(Settled.Cancelled);
                cancellation.Cancel();
            }
        }

        private static Task[] All(CognitoAWSCredentials provider, CancellationToken token)
        {
            return new Task[]
            {
                provider.GetIdentityIdAsync(token), provider.GetCredentialsAsync(token), provider.RefreshAsync(token),
                provider.GetOpenIdTokenAsync(token)
            };
        }
    }
}
