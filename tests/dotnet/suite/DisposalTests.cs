using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>After Dispose nothing works and nothing runs.</summary>
    [TestFixture]
    public sealed class DisposalTests : ProviderTests
    {
        private static readonly Dictionary<string, Action<CognitoAWSCredentials>> Members =
            new Dictionary<string, Action<CognitoAWSCredentials>>
            {
                { "GetIdentityIdAsync", one => one.GetIdentityIdAsync() },
                { "GetIdentityIdAsync(callback)", one => one.GetIdentityIdAsync(result => { }) },
                { "GetCredentialsAsync", one => one.GetCredentialsAsync() },
                { "GetCredentialsAsync(callback)", one => one.GetCredentialsAsync(result => { }) },
                { "RefreshAsync", one => one.RefreshAsync() },
                { "GetOpenIdTokenAsync", one => one.GetOpenIdTokenAsync() },
                { "UnlinkLoginAsync", one => one.UnlinkLoginAsync(Game) },
                { "GetIdentityId", one => one.GetIdentityId() },
                { "GetIdentityId(timeout)", one => one.GetIdentityId(TimeSpan.FromSeconds(1)) },
                { "GetCredentials", one => one.GetCredentials() },
                { "GetCredentials(timeout)", one => one.GetCredentials(TimeSpan.FromSeconds(1)) },
                { "GetCachedIdentityId", one => one.GetCachedIdentityId() },
                { "TryGetCachedCredentials", one => one.TryGetCachedCredentials(out var credentials) },
                { "TryGetCredentials", one => one.TryGetCredentials(out var credentials) },
                { "TryGetIdentityId", one => one.TryGetIdentityId(out var identityId) },
                { "SignAsync", one => one.SignAsync(new AwsRequest("GET", "https://s3.us-east-1.amazonaws.com/")).GetAwaiter().GetResult() },
                {
                    "PresignAsync",
                    one => one.PresignAsync("GET", "https://s3.us-east-1.amazonaws.com/", TimeSpan.FromMinutes(1))
                        .GetAwaiter().GetResult()
                },
                { "AddLogin", one => one.AddLogin(Game, "ann") },
                { "RemoveLogin", one => one.RemoveLogin(Game) },
                { "SetLogins", one => one.SetLogins(new Dictionary<string, string>()) },
                { "ClearLogins", one => one.ClearLogins() },
                { "ContainsProvider", one => one.ContainsProvider(Game) },
                { "CurrentLoginProviders", one => { string[] names = one.CurrentLoginProviders; } },
                { "LoginsCount", one => { int count = one.LoginsCount; } },
                { "LoginSource", one => one.LoginSource = Sources.Answer(CognitoLogins.None) },
                { "LoginSource(null)", one => one.LoginSource = null },
                { "Clear", one => one.Clear() },
                { "ClearCredentials", one => one.ClearCredentials() },
                { "ClearIdentityCache", one => one.ClearIdentityCache() },
                { "SignOut", one => one.SignOut() },
                { "Invalidate", one => one.Invalidate() },
                { "Snapshot", one => { CognitoSnapshot snapshot = one.Snapshot; } },
                { "IdentityChangedEvent", one => one.IdentityChangedEvent += (sender, arguments) => { } },
                { "CredentialsRefreshed", one => one.CredentialsRefreshed += (sender, arguments) => { } },
                { "CredentialsExpiring", one => one.CredentialsExpiring += (sender, arguments) => { } },
                { "RefreshFailed", one => one.RefreshFailed += (sender, arguments) => { } },
                { "LoginRequired", one => one.LoginRequired += (sender, arguments) => { } },
                { "StoreDegraded", one => one.StoreDegraded += (sender, arguments) => { } }
            };

        // Those that only say what the provider was created with, and what takes handlers away.
        private static readonly string[] Harmless =
        {
            "IdentityPoolId", "Region", "Dispose", "DisposeAsync", "GetHashCode", "Equals", "ToString", "GetType"
        };

        public static IEnumerable<string> Names
        {
            get { return Members.Keys; }
        }

        [TestCaseSource("Names")]
        public void Every_member_says_that_it_is_disposed(string name)
        {
            var untouched = Create();
            untouched.Dispose();
            Assert.AreEqual("CognitoAWSCredentials", Assert.Throws<ObjectDisposedException>(
                () => Members[name](untouched)).ObjectName);
            // It does not matter what was done before.
            var used = Create();
            used.AddLogin(Game, "ann");
            used.CredentialsRefreshed += (sender, arguments) => { };
            used.LoginSource = Sources.Answer(CognitoLogins.None);
            used.Dispose();
            Assert.Throws<ObjectDisposedException>(() => Members[name](used));
        }

        // A new member is to be added to the list above.
        [Test]
        public void The_list_has_all_members()
        {
            var listed = Members.Keys.Select(name => name.Split('(')[0]).Distinct();
            var all = typeof(CognitoAWSCredentials).GetMembers(BindingFlags.Public | BindingFlags.Instance)
                .Where(member => !(member is ConstructorInfo))
                .Where(member => !(member is MethodInfo && ((MethodInfo)member).IsSpecialName))
                .Select(member => member.Name).Distinct().Except(Harmless);
            CollectionAssert.AreEquivalent(all, listed);
        }

        [Test]
        public void What_it_was_created_with_can_still_be_read()
        {
            var provider = Create();
            EventHandler<RefreshFailedArgs> handler = (sender, arguments) => { };
            provider.RefreshFailed += handler;
            provider.Dispose();
            provider.Dispose();
            provider.RefreshFailed -= handler;
            Assert.AreEqual(Emulator.PoolId, provider.IdentityPoolId);
            Assert.AreEqual(RegionEndpoint.USEast1, provider.Region);
        }

        // No event after Dispose.
        [Test]
        public void No_event_comes_any_more()
        {
            Emulator.Hold("GetId");
            var provider = Create();
            var events = new Recorder<EventArgs>();
            provider.IdentityChangedEvent += (sender, arguments) => events.Add(arguments);
            var request = provider.GetCredentialsAsync();
            Emulator.WaitForRequests("GetId", 1);
            provider.Dispose();
            Settled.Cancelled(request);
            Emulator.Release();
            Drain(Create());
            Assert.AreEqual(0, events.All.Length);
        }

        // One thread for all providers, and none once the last one is disposed; the next provider starts another.
        [Test]
        public void The_last_provider_takes_the_thread_with_it()
        {
            Thread first = DispatchingThread(out CognitoAWSCredentials one);
            Thread same = DispatchingThread(out CognitoAWSCredentials two);
            Assert.AreSame(first, same);
            one.Dispose();
            Settled.Result(two.RefreshAsync());
            Assert.IsTrue(first.IsAlive);
            two.Dispose();
            Assert.IsTrue(first.Join(Settled.Limit), "it ends");
            Thread next = DispatchingThread(out CognitoAWSCredentials three);
            Assert.AreNotSame(first, next);
            three.Dispose();
            Assert.IsTrue(next.Join(Settled.Limit));
        }

        // Also when it is disposed by the thread that is to end, with requests under way.
        [Test]
        public void The_thread_ends_when_a_handler_disposes_the_last_provider()
        {
            Emulator.InjectForever("GetOpenIdToken", "never-answer");
            var provider = Create();
            var threads = new Recorder<Thread>();
            using (new CallbackThread(() =>
            {
                provider.Dispose();
                threads.Add(Thread.CurrentThread);
            }))
            {
                var request = provider.GetOpenIdTokenAsync();
                Assert.IsTrue(threads.First().Join(Settled.Limit));
                Settled.Cancelled(request);
            }
        }

        // CloseAll, as Unity calls it: every provider is disposed, and later ones start anew.
        [Test]
        public void All_can_be_closed_at_once()
        {
            Emulator.InjectForever("any", "never-answer");
            var requests = Enumerable.Range(0, 5).Select(one => Create().GetCredentialsAsync()).ToList();
            CognitoRuntime.CloseAll();
            requests.ForEach(Settled.Cancelled);
            Emulator.ClearFaults();
            Thread thread = DispatchingThread(out CognitoAWSCredentials provider);
            provider.Dispose();
            Assert.IsTrue(thread.Join(Settled.Limit));
        }

        private Thread DispatchingThread(out CognitoAWSCredentials provider)
        {
            provider = Create();
            return CallbackThread.Of(provider);
        }
    }
}
