using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>When a login source is asked, where it runs, and what becomes of each kind of answer.</summary>
    [TestFixture]
    public sealed class LoginSourceTests : ProviderTests
    {
        // Asked before the first fetch, once for all who wait, with no names; its logins count.
        [Test]
        public void It_is_asked_once_for_many_waiters()
        {
            var provider = Create();
            var asked = new Recorder<string[]>();
            var answer = new TaskCompletionSource<CognitoLogins>();
            provider.LoginSource = (providers, token) =>
            {
                asked.Add(providers.ToArray());
                return answer.Task;
            };
            var waiting = Enumerable.Range(0, 20).Select(one => provider.GetCredentialsAsync()).ToArray();
            Assert.AreEqual(new string[0], asked.First());
            Assert.AreEqual(0, Emulator.RequestCount());
            answer.SetResult(new CognitoLogins { { Game, "ann" } });
            Assert.AreEqual(1, waiting.Select(task => Settled.Result(task).AccessKey).Distinct().Count());
            Assert.AreEqual(1, asked.All.Length);
            LoginTests.Check(provider, Game);
            Assert.IsFalse(waiting[0].Result.IdentityId == Settled.Result(Create().GetIdentityIdAsync()));
        }

        // A guest is an answer too.
        [Test]
        public void None_makes_a_guest()
        {
            var provider = Create();
            provider.LoginSource = Sources.Answer(CognitoLogins.None);
            Assert.IsNotNull(Settled.Result(provider.GetCredentialsAsync()));
            LoginTests.Check(provider);
        }

        // What it threw is behind the error, and in its text; the next request asks again.
        [Test]
        public void What_it_throws_is_the_inner_exception()
        {
            var provider = Create();
            var mine = new FormatException("the player closed the window");
            provider.LoginSource = Sources.Throw(mine);
            foreach (Task task in new Task[] { provider.GetCredentialsAsync(), provider.GetIdentityIdAsync() })
            {
                var error = Settled.Error(task, CognitoErrorCode.LoginRequired);
                Assert.AreSame(mine, error.InnerException);
                StringAssert.Contains("System.FormatException", error.Message);
                StringAssert.DoesNotContain("the player closed the window", error.Message, "it may be a secret");
            }
            provider.LoginSource = (providers, token) => Task.FromException<CognitoLogins>(mine);
            Assert.AreSame(mine, Settled.Error(provider.RefreshAsync(), CognitoErrorCode.LoginRequired).InnerException);
            var results = new Recorder<AmazonCognitoIdentityResult<string>>();
            provider.GetIdentityIdAsync(results.Add);
            Assert.AreSame(mine, results.First().Exception.InnerException);
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
            Settled.Result(provider.GetCredentialsAsync());
        }

        // An exception of before has nothing to do with what fails later, for another reason.
        [Test]
        public void An_older_exception_is_not_behind_another_error()
        {
            var provider = Create(options => options.MaxAttempts = 1);
            provider.LoginSource = Sources.Throw(new FormatException("mine"));
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            provider.LoginSource = null;
            Emulator.InjectForever("any", "reset");
            Assert.IsNull(Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.Network).InnerException);
            Emulator.ClearFaults();
            Emulator.InjectForever("any", "error=400,NotAuthorizedException,"
                + "Unauthenticated access is not supported for this identity pool.");
            Assert.IsNull(Settled.Failure<CognitoException>(provider.GetCredentialsAsync()).InnerException);
        }

        // Null is no answer: it says what would be.
        [Test]
        public void Null_is_refused()
        {
            var provider = Create();
            provider.LoginSource = Sources.Answer(null);
            var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            StringAssert.Contains("CognitoLogins.None", error.Message);
            Assert.IsInstanceOf<InvalidOperationException>(error.InnerException);
            // No task at all is a mistake of the same kind.
            provider.LoginSource = (providers, token) => null;
            error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            Assert.IsNotNull(error.InnerException);
        }

        // What the library refuses is told with its reason.
        [Test]
        public void Logins_out_of_limits_are_refused()
        {
            var provider = Create();
            provider.LoginSource = Sources.Answer(new CognitoLogins { { "", "token" } });
            // Many times, since the reason has to be there before the error is.
            for (int round = 0; round < 200; round++)
            {
                var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
                Assert.IsNotNull(error.InnerException, "round " + round);
                Assert.AreEqual(CognitoErrorCode.InvalidLoginName, ((CognitoException)error.InnerException).Code);
            }
            LoginTests.Check(provider);
        }

        // The time of the option ends the waiting, and the source's token tells it.
        [Test]
        public void One_that_never_answers_costs_its_time_only()
        {
            var provider = Create(options => options.LoginSourceTimeout = TimeSpan.FromMilliseconds(50));
            var cancelled = new Recorder<bool>();
            provider.LoginSource = (providers, token) =>
            {
                token.Register(() => cancelled.Add(true));
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            StringAssert.Contains("did not answer", error.Message);
            Assert.IsTrue(error.IsRetryable);
            Assert.AreEqual(0, Emulator.RequestCount());
            cancelled.First();
        }

        // Too late is too late: neither an answer nor an exception changes anything.
        [Test]
        public void A_late_answer_counts_for_nothing()
        {
            var provider = Create(options => options.LoginSourceTimeout = TimeSpan.FromMilliseconds(50));
            var answers = new Recorder<TaskCompletionSource<CognitoLogins>>();
            provider.LoginSource = (providers, token) =>
            {
                var answer = new TaskCompletionSource<CognitoLogins>();
                answers.Add(answer);
                return answer.Task;
            };
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            answers.First().SetResult(new CognitoLogins { { Game, "ann" } });
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            answers.WaitFor(2)[1].SetException(new FormatException("late"));
            provider.LoginSource = null;
            Settled.Result(provider.GetCredentialsAsync());
            LoginTests.Check(provider);
        }

        // A time that the platform's own timers cannot count is no reason to crash.
        [Test]
        public void It_may_be_given_weeks()
        {
            var provider = Create(options => options.LoginSourceTimeout = TimeSpan.FromDays(45));
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
            Settled.Result(provider.GetCredentialsAsync());
            LoginTests.Check(provider, Game);
        }

        // The identity id comes from the game's own backend: no GetId.
        [Test]
        public void A_developer_identity_is_taken_as_it_is()
        {
            KeyValuePair<string, string> user = Emulator.DeveloperIdentity("7");
            var provider = Create();
            var changes = new Recorder<IdentityChangedArgs>();
            provider.IdentityChangedEvent += (sender, arguments) => changes.Add(arguments);
            provider.LoginSource = Sources.Answer(CognitoLogins.Developer(user.Key, user.Value));
            Assert.AreEqual(user.Key, Settled.Result(provider.GetCredentialsAsync()).IdentityId);
            Assert.AreEqual(0, Emulator.RequestCount("GetId"));
            Assert.AreEqual(IdentityChangeCause.Developer, changes.First().Cause);
            LoginTests.Check(provider, "cognito-identity.amazonaws.com");
        }

        // The service finds a token expired that the device thinks good: asked again, with the name it had answered.
        [Test]
        public void It_is_asked_again_when_the_service_finds_the_token_expired()
        {
            // By the service's clock, which the device learns with the first answer.
            Emulator.SetClockOffset(3600);
            var tokens = new Queue<string>(new[] { GoogleToken("ann", -10), GoogleToken("ann") });
            var provider = Create();
            var asked = new Recorder<string[]>();
            provider.LoginSource = (providers, token) =>
            {
                asked.Add(providers.ToArray());
                return Task.FromResult(new CognitoLogins { { Google, tokens.Dequeue() } });
            };
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(new[] { new string[0], new[] { Google } }, asked.All);
            Settled.Result(provider.RefreshAsync());
            Assert.AreEqual(2, asked.All.Length, "the second one is still good");
        }

        // A login that the host set, and that has expired by now: the source is asked for a fresh one.
        [Test]
        public void It_is_asked_when_a_login_has_expired()
        {
            var provider = Create();
            provider.AddLogin(Google, GoogleToken("ann", -10));
            var asked = new Recorder<string[]>();
            provider.LoginSource = (providers, token) =>
            {
                asked.Add(providers.ToArray());
                return Task.FromResult(new CognitoLogins { { Google, GoogleToken("ann") } });
            };
            Settled.Result(provider.GetCredentialsAsync());
            Assert.AreEqual(new[] { new[] { Google } }, asked.All);
        }

        // Good logins need no source.
        [Test]
        public void It_is_not_asked_when_there_are_good_logins()
        {
            var provider = Create();
            provider.AddLogin(Google, GoogleToken("ann"));
            provider.LoginSource = Sources.Throw(new FormatException("not to be asked"));
            Settled.Result(provider.GetCredentialsAsync());
        }

        // Replaced in the middle of a question: the new one is asked.
        [Test]
        public void A_source_can_be_replaced_while_it_is_asked()
        {
            var provider = Create();
            var asked = new Recorder<bool>();
            CognitoLoginSource silent = (providers, token) =>
            {
                asked.Add(true);
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            provider.LoginSource = silent;
            Assert.AreSame(silent, provider.LoginSource);
            var request = provider.GetCredentialsAsync();
            asked.First();
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
            Settled.Result(request);
            LoginTests.Check(provider, Game);
        }

        // Removed in the middle: the request goes on without, as a guest.
        [Test]
        public void A_source_can_be_removed_while_it_is_asked()
        {
            var provider = Create();
            var asked = new Recorder<bool>();
            provider.LoginSource = (providers, token) =>
            {
                asked.Add(true);
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            var request = provider.GetCredentialsAsync();
            asked.First();
            provider.LoginSource = null;
            Assert.IsNull(provider.LoginSource);
            Settled.Result(request);
            LoginTests.Check(provider);
        }

        // Without a main thread on a thread of its own: not on the one that brings the answers, and not on the pool, which
        // those who wait for the source may have blocked.
        [Test]
        public void It_runs_on_a_thread_of_its_own_without_a_synchronization_context()
        {
            var threads = new Recorder<Thread>();
            CognitoAWSCredentials provider = null;
            CallbackTests.OnPlainThread(() => provider = Create());
            provider.LoginSource = Note(threads);
            Settled.Result(provider.GetCredentialsAsync());
            Assert.IsFalse(threads.First().IsThreadPoolThread);
            Assert.AreNotSame(CallbackThread.Of(provider), threads.First());
        }

        // On the main thread that the provider was created on.
        [Test]
        public void It_runs_in_the_synchronization_context_of_the_creation()
        {
            using (var loop = new LoopContext())
            {
                var threads = new Recorder<Thread>();
                CognitoAWSCredentials provider = null;
                loop.Run(() => provider = Create());
                provider.LoginSource = Note(threads);
                Settled.Result(provider.GetCredentialsAsync());
                Assert.AreSame(loop.Thread, threads.First());
            }
        }

        // One that blocks its thread stops nobody else.
        [Test]
        public void One_that_blocks_stops_no_other_provider()
        {
            using (var gate = new ManualResetEventSlim())
            {
                var provider = Create();
                provider.LoginSource = (providers, token) =>
                {
                    gate.Wait(Settled.Limit);
                    return Task.FromResult(CognitoLogins.None);
                };
                var request = provider.GetCredentialsAsync();
                Settled.Result(Create().GetCredentialsAsync());
                Assert.IsFalse(request.IsCompleted);
                gate.Set();
                Settled.Result(request);
            }
        }

        // Its token is cancelled when the provider goes, and the request ends without it.
        [Test]
        public void Dispose_cancels_the_question()
        {
            var provider = Create();
            var tokens = new Recorder<CancellationToken>();
            provider.LoginSource = async (providers, token) =>
            {
                tokens.Add(token);
                await Task.Delay(Timeout.Infinite, token);
                return CognitoLogins.None;
            };
            var request = provider.GetCredentialsAsync();
            tokens.First();
            provider.Dispose();
            Settled.Cancelled(request);
            Assert.IsTrue(tokens.First().IsCancellationRequested);
        }

        // The same when its time runs out: on a timer's thread it would end the process.
        [Test]
        public void A_cancellation_handler_that_throws_does_not_break_a_time_out()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var provider = Create(options => options.LoginSourceTimeout = TimeSpan.FromMilliseconds(50));
            provider.LoginSource = (providers, token) =>
            {
                token.Register(() => { throw new FormatException("mine"); });
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            StringAssert.Contains("mine", reported.First().ToString());
        }

        // What the host registered with its token is the host's: its exception does not come out of Dispose.
        [Test]
        public void A_cancellation_handler_that_throws_does_not_break_dispose()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            var provider = Create();
            var asked = new Recorder<bool>();
            provider.LoginSource = (providers, token) =>
            {
                token.Register(() => { throw new FormatException("mine"); });
                asked.Add(true);
                return new TaskCompletionSource<CognitoLogins>().Task;
            };
            var request = provider.GetCredentialsAsync();
            asked.First();
            provider.Dispose();
            Settled.Cancelled(request);
            StringAssert.Contains("mine", reported.First().ToString());
        }

        private static CognitoLoginSource Note(Recorder<Thread> threads)
        {
            return (providers, token) =>
            {
                threads.Add(Thread.CurrentThread);
                return Task.FromResult(CognitoLogins.None);
            };
        }
    }
}
