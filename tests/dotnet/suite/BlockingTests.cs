using System;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The calls that wait, for tools and servers.</summary>
    [TestFixture]
    public sealed class BlockingTests : ProviderTests
    {
        [Test]
        public void They_return_what_the_tasks_would()
        {
            var provider = Create();
            string id = provider.GetIdentityId();
            Assert.AreEqual(id, Settled.Result(provider.GetIdentityIdAsync()));
            var credentials = provider.GetCredentials();
            Assert.AreEqual(id, credentials.IdentityId);
            Assert.AreEqual(credentials.AccessKey, Settled.Result(provider.GetCredentialsAsync()).AccessKey);
            Assert.AreEqual(credentials.AccessKey, provider.GetCredentials(TimeSpan.FromSeconds(30)).AccessKey);
            Assert.AreEqual(id, provider.GetIdentityId(TimeSpan.FromSeconds(30)));
        }

        [Test]
        public void A_failure_is_thrown()
        {
            Emulator.InjectForever("any", "error=400,ResourceNotFoundException,IdentityPool not found");
            var provider = Create();
            foreach (TestDelegate call in new TestDelegate[]
            {
                () => provider.GetIdentityId(), () => provider.GetCredentials()
            })
            {
                Assert.AreEqual(CognitoErrorCode.PoolNotFound, Assert.Throws<CognitoException>(call).Code);
            }
        }

        // The time limit of the call, or else that of the options; the fetch goes on for others.
        [Test]
        public void They_end_when_the_time_is_over()
        {
            Emulator.InjectForever("any", "never-answer");
            var provider = Create();
            var limited = Create(options => options.Timeout = TimeSpan.FromMilliseconds(50));
            TimeSpan shortly = TimeSpan.FromMilliseconds(50);
            foreach (TestDelegate call in new TestDelegate[]
            {
                () => provider.GetIdentityId(shortly), () => provider.GetCredentials(shortly),
                () => limited.GetIdentityId(), () => limited.GetCredentials()
            })
            {
                Assert.AreEqual(CognitoErrorCode.DeadlineExceeded, Assert.Throws<CognitoException>(call).Code);
            }
        }

        [Test]
        public void A_time_limit_out_of_range_is_refused()
        {
            var provider = Create();
            foreach (TimeSpan time in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromSeconds(-1), TimeSpan.MaxValue })
            {
                Assert.AreEqual("timeout", Assert.Throws<ArgumentOutOfRangeException>(
                    () => provider.GetIdentityId(time)).ParamName);
                Assert.AreEqual("timeout", Assert.Throws<ArgumentOutOfRangeException>(
                    () => provider.GetCredentials(time)).ParamName);
            }
        }

        // The answers of a login source and of a storage come by the dispatching thread, so it must not wait for them.
        [TestCase(true, false)]
        [TestCase(false, true)]
        public void On_the_dispatching_thread_they_refuse_to_wait_for_themselves(bool hasSource, bool hasStorage)
        {
            var provider = Create(options =>
            {
                options.StorageDirectory = hasStorage ? null : "";
                options.Storage = hasStorage ? new MemoryStorage() : null;
                options.MaxAttempts = 1;
            });
            if (hasSource)
            {
                provider.LoginSource = Sources.Answer(CognitoLogins.None);
            }
            Emulator.InjectForever("any", "reset");
            var thrown = new Recorder<Exception>();
            using (new CallbackThread(() =>
            {
                Record(thrown, () => provider.GetCredentials());
                Record(thrown, () => provider.GetIdentityId(TimeSpan.FromSeconds(1)));
            }))
            {
                Settled.Error(provider.RefreshAsync(), CognitoErrorCode.Network);
                foreach (Exception exception in thrown.WaitFor(2))
                {
                    Assert.IsInstanceOf<InvalidOperationException>(exception);
                    StringAssert.Contains("Async", exception.Message);
                }
            }
            Emulator.ClearFaults();
            // A failure is remembered for a moment, but a refresh asks anew; what it brought is forgotten again.
            Settled.Result(provider.RefreshAsync());
            provider.ClearCredentials();
            int before = Emulator.RequestCount("GetCredentialsForIdentity");
            Assert.IsNotNull(provider.GetCredentials(TimeSpan.FromSeconds(30)), "elsewhere it works");
            Assert.AreEqual(before + 1, Emulator.RequestCount("GetCredentialsForIdentity"), "and waited for the service");
        }

        // A window's thread that waits for a source which runs on it would wait for ever: what is cached, or words.
        [Test]
        public void On_the_thread_of_their_context_they_answer_from_the_cache_or_refuse_at_once()
        {
            using (var loop = new LoopContext())
            {
                CognitoAWSCredentials provider = null;
                loop.Run(() =>
                {
                    provider = Create();
                    provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
                    Assert.Throws<InvalidOperationException>(() => provider.GetCredentials());
                    Assert.Throws<InvalidOperationException>(() => provider.GetIdentityId());
                });
                string id = provider.GetCredentials().IdentityId;
                loop.Run(() =>
                {
                    Assert.AreEqual(id, provider.GetCredentials().IdentityId);
                    Assert.AreEqual(id, provider.GetIdentityId());
                });
            }
        }

        // They block all the pool has; the source that they wait for must not need it.
        [Test]
        public void Callers_that_block_the_whole_pool_are_all_answered()
        {
            var provider = Create();
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
            var started = System.Diagnostics.Stopwatch.StartNew();
            var callers = new Task<string>[60];
            for (int i = 0; i < callers.Length; i++)
            {
                callers[i] = Task.Run(() => provider.GetCredentials().IdentityId);
            }
            foreach (Task<string> caller in callers)
            {
                Assert.AreEqual(callers[0].Result, caller.Result);
            }
            Assert.Less(started.Elapsed, TimeSpan.FromSeconds(20), "the login source's own limit is 30 s");
        }

        // Without either there is nothing of its own to wait for.
        [Test]
        public void On_the_dispatching_thread_they_work_without_source_and_storage()
        {
            var provider = Create();
            var thrown = new Recorder<Exception>();
            using (new CallbackThread(() => Record(thrown, () => provider.GetCredentials())))
            {
                Settled.Result(provider.RefreshAsync());
                Assert.IsNull(thrown.First());
            }
        }

        // What the AWS SDK's users do in handlers must not stop everybody's answers.
        [Test]
        public void In_an_event_handler_a_task_may_be_waited_for()
        {
            var provider = Create();
            var ids = new Recorder<string>();
            provider.IdentityChangedEvent += (sender, arguments) => ids.Add(provider.GetIdentityIdAsync().Result);
            provider.CredentialsRefreshed += (sender, arguments) => ids.Add(provider.GetCredentialsAsync().Result.IdentityId);
            string id = Settled.Result(provider.RefreshAsync()).IdentityId;
            Assert.AreEqual(new[] { id, id }, ids.WaitFor(2));
        }

        [Test]
        public void They_use_the_login_source()
        {
            var provider = Create();
            provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
            string id = provider.GetCredentials().IdentityId;
            Assert.AreEqual(new[] { Game }, provider.CurrentLoginProviders);
            Assert.AreEqual(id, provider.GetIdentityId());
        }

        // What the source threw is told by the blocking calls too.
        [Test]
        public void The_failure_of_a_login_source_is_the_inner_exception()
        {
            var provider = Create();
            var mine = new FormatException("mine");
            provider.LoginSource = Sources.Throw(mine);
            var error = Assert.Throws<CognitoException>(() => provider.GetCredentials());
            Assert.AreEqual(CognitoErrorCode.LoginRequired, error.Code);
            Assert.AreSame(mine, error.InnerException);
        }

        [Test]
        public void Dispose_ends_the_waiting()
        {
            Emulator.Hold("GetId");
            var provider = Create();
            Task waiting = Task.Run(() => provider.GetCredentials());
            Emulator.WaitForRequests("GetId", 1);
            provider.Dispose();
            Assert.Catch<OperationCanceledException>(() => Settled.Success(waiting));
        }

        private static void Record(Recorder<Exception> thrown, TestDelegate call)
        {
            try
            {
                call();
                thrown.Add(null);
            }
            catch (Exception exception)
            {
                thrown.Add(exception);
            }
        }
    }
}
