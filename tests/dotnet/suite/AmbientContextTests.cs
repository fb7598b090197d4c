using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security.Principal;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// A server has one ambient context for each request: AsyncLocal values, a principal, a culture. A handler that found
    /// another user's there would hand out another user's credentials.
    /// </summary>
    [TestFixture]
    public sealed class AmbientContextTests : ProviderTests
    {
        private const int Users = 20;
        private const int RequestsOfEach = 10;

        private static readonly AsyncLocal<string> User = new AsyncLocal<string>();
        private static readonly AsyncLocal<byte[]> Big = new AsyncLocal<byte[]>();

        // Whoever made the first provider started the threads that serve all later ones.
        [Test]
        public void Handlers_run_in_nobodys_context()
        {
            var seen = new Recorder<string>();
            CognitoAWSCredentials first = null;
            InRequestOf("ann", () => first = Create());
            InRequestOf("bob", () =>
            {
                var provider = Create();
                provider.IdentityChangedEvent += (sender, arguments) => seen.Add("event: " + Ambient());
                provider.CredentialsRefreshed += (sender, arguments) => seen.Add("event: " + Ambient());
                provider.LoginSource = (names, token) =>
                {
                    seen.Add("source: " + Ambient());
                    return Task.FromResult(new CognitoLogins { { Game, "bob" } });
                };
                using (new CallbackThread(() => seen.Add("log: " + Ambient())))
                {
                    Settled.Result(provider.GetCredentialsAsync());
                    seen.WaitFor(4);
                }
            });
            Assert.IsNotNull(first);
            CollectionAssert.AreEquivalent(
                seen.All.Distinct(), new[] { "event: nobody, ", "source: nobody, ", "log: nobody, " });
        }

        // A request's own callback is a part of that request, as the code after an await is.
        [Test]
        public void A_requests_callback_runs_in_its_callers_context()
        {
            var seen = new Recorder<string>();
            InRequestOf("ann", () => Create().GetIdentityId());
            InRequestOf("bob", () => Create().GetIdentityIdAsync(result => seen.Add(Ambient())));
            Assert.AreEqual("bob, principal bob, culture bob's", seen.First());
        }

        [Test]
        public void A_finished_request_leaves_nothing_alive()
        {
            CognitoAWSCredentials provider = null;
            WeakReference held = InRequestWithMuchMemory(() =>
            {
                provider = Create();
                provider.LoginSource = Sources.Answer(new CognitoLogins { { Game, "ann" } });
                provider.IdentityChangedEvent += (sender, arguments) => { };
                using (var cancellation = new CancellationTokenSource())
                {
                    Settled.Result(provider.GetCredentialsAsync(cancellation.Token));
                }
            });
            for (int i = 0; i < 20 && held.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Assert.IsFalse(held.IsAlive);
            GC.KeepAlive(provider);
        }

        // As a server does it: a provider for each user, requests of all users at once, and the server started anew.
        [Test]
        public void No_user_of_a_server_sees_another_one()
        {
            var identities = new HashSet<string>();
            foreach (string launch in new[] { "first", "second" })
            {
                var strangers = new Recorder<string>();
                var requests = Enumerable.Range(0, Users * RequestsOfEach)
                    .Select(number => Task.Run(() => Serve("user-" + number % Users, strangers))).ToArray();
                foreach (Task<string> request in requests)
                {
                    identities.Add(Settled.Result(request));
                }
                Assert.IsEmpty(strangers.All, launch);
            }
            Assert.AreEqual(Users, identities.Count);
        }

        private async Task<string> Serve(string user, Recorder<string> strangers)
        {
            User.Value = user;
#if NETCOREAPP
            // Mono's pool threads keep both when the request is over.
            Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity(user), null);
            CultureInfo.CurrentCulture = CultureOf(user);
            string own = user + ", principal " + user + ", culture " + user + "'s";
#else
            string own = user + ", ";
#endif
            Action<string> check = expected =>
            {
                string found = Ambient();
                if (found != expected)
                {
                    strangers.Add(user + ": " + found);
                }
            };
            using (var provider = new CognitoAWSCredentials(Options()))
            {
                provider.CredentialsRefreshed += (sender, arguments) => check("nobody, ");
                provider.LoginSource = (names, token) =>
                {
                    check("nobody, ");
                    return Task.FromResult(new CognitoLogins { { Game, user } });
                };
                string id = (await provider.GetCredentialsAsync()).IdentityId;
                check(own);
                return id;
            }
        }

        /// <summary>Who the running code is, as far as its surroundings tell.</summary>
        private static string Ambient()
        {
            var principal = Thread.CurrentPrincipal;
            string name = principal == null ? "" : principal.Identity.Name;
            string culture = CultureInfo.CurrentCulture.NumberFormat.PositiveSign;
            return (User.Value ?? "nobody") + ", "
                + (name == "" ? "" : "principal " + name + ", ")
                + (culture == "+" ? "" : "culture " + culture + "'s");
        }

        private static CultureInfo CultureOf(string user)
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.PositiveSign = user;
            return culture;
        }

        private static void InRequestOf(string user, Action request)
        {
            Exception failure = null;
            var thread = new Thread(() =>
            {
                User.Value = user;
                Thread.CurrentPrincipal = new GenericPrincipal(new GenericIdentity(user), null);
                CultureInfo.CurrentCulture = CultureOf(user);
                try
                {
                    request();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            });
            thread.Start();
            Assert.IsTrue(thread.Join(Settled.Limit));
            if (failure != null)
            {
                throw new Exception(failure.Message, failure);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static WeakReference InRequestWithMuchMemory(Action request)
        {
            WeakReference held = null;
            InRequestOf("ann", () =>
            {
                var big = new byte[10000000];
                held = new WeakReference(big);
                Big.Value = big;
                request();
            });
            return held;
        }
    }
}
