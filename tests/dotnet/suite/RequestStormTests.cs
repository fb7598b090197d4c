using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// Ten thousand requests, with garbage collected all the time and providers disposed by other threads under them:
    /// each ends exactly once, with an answer or an OperationCanceledException, and nothing of any of them stays.
    /// </summary>
    [TestFixture]
    public sealed class RequestStormTests
    {
        private const int Players = 400;
        private const int RequestsEach = 25;
        private const int Threads = 4;
        // Objects that some register or stack still holds; a leak of one in ten would be far above it.
        private const int MaxAlive = 20;

        private readonly List<WeakReference> _requests = new List<WeakReference>();
        private readonly List<WeakReference> _providers = new List<WeakReference>();
        private Emulator _emulator;
        private int[] _endings;
        private int _answered;
        private int _cancelled;
        private int _refused;
        private int _next;
        private string _surprise;

        [Test]
        public void Ten_thousand_requests_end_exactly_once_and_leave_nothing()
        {
            _endings = new int[Players * RequestsEach];
            using (_emulator = new Emulator())
            using (var observer = NewProvider())
            {
                uint requests = NativeMethods.cognito_live_handles(NativeMethods.COGNITO_HANDLE_REQUEST);
                uint providers = NativeMethods.cognito_live_handles(NativeMethods.COGNITO_HANDLE_PROVIDER);
                Storm();
                Eventually.IsTrue(() => Ended() == _endings.Length, Describe);
                Assert.IsNull(_surprise);
                Assert.Greater(_answered, 100, Describe());
                Assert.Greater(_cancelled, 100, Describe());

                Eventually.IsCollected(() => Alive(_requests) + Alive(_providers) <= MaxAlive, Describe);
                Eventually.IsTrue(() => NativeMethods.cognito_live_handles(NativeMethods.COGNITO_HANDLE_REQUEST) <= requests, Describe);
                Eventually.IsTrue(
                    () => NativeMethods.cognito_live_handles(NativeMethods.COGNITO_HANDLE_PROVIDER) <= providers + MaxAlive, Describe);
                GC.KeepAlive(observer);
            }
            // At the very end, when a second ending would have come.
            Assert.AreEqual(_endings.Length, _endings.Count(one => one == 1), "requests that ended exactly once");
            Eventually.IsTrue(() => ProcessResources.NativeThreads() == 0, ProcessResources.Describe);
        }

        private void Storm()
        {
            bool isOver = false;
            var collector = new Thread(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            });
            collector.Start();
            var players = Enumerable.Range(0, Threads).Select(one => new Thread(Play)).ToList();
            players.ForEach(one => one.Start());
            players.ForEach(one => one.Join());
            Volatile.Write(ref isOver, true);
            collector.Join();
        }

        private void Play()
        {
            for (int player = Interlocked.Increment(ref _next) - 1; player < Players;
                player = Interlocked.Increment(ref _next) - 1)
            {
                var provider = NewProvider();
                lock (_providers)
                {
                    _providers.Add(new WeakReference(provider));
                }
                var cancellation = new CancellationTokenSource();
                // Every third is disposed by another thread at any moment, every third when it has its answers.
                Thread disposer = player % 3 == 0 ? null : DisposerOf(provider, cancellation, player);
                Task last = null;
                for (int i = 0; i < RequestsEach; i++)
                {
                    last = Ask(provider, player * RequestsEach + i, cancellation.Token) ?? last;
                }
                if (disposer != null)
                {
                    disposer.Join();
                }
                else if (last != null)
                {
                    last.Wait();
                    provider.Dispose();
                }
            }
        }

        private Thread DisposerOf(CognitoAWSCredentials provider, CancellationTokenSource cancellation, int player)
        {
            var disposer = new Thread(() =>
            {
                Thread.SpinWait(player * 500);
                if (player % 2 == 0)
                {
                    cancellation.Cancel();
                }
                provider.Dispose();
            });
            disposer.Start();
            return disposer;
        }

        /// <summary>The task that ends with the request; null when there is none.</summary>
        private Task Ask(CognitoAWSCredentials provider, int number, CancellationToken cancellation)
        {
            try
            {
                if (number % 2 == 0)
                {
                    AskWithCallback(provider, number);
                    return null;
                }
                var task = provider.GetCredentialsAsync(cancellation);
                Note(task);
                return task.ContinueWith(
                    ended => Count(number, ended.IsCanceled ? new OperationCanceledException() : ended.Exception?.InnerException),
                    TaskContinuationOptions.ExecuteSynchronously);
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref _refused);
                Interlocked.Increment(ref _endings[number]);
                return null;
            }
        }

        private void AskWithCallback(CognitoAWSCredentials provider, int number)
        {
            var state = new object();
            Note(state);
            AmazonCognitoIdentityCallback<string> callback = result => Count(number, result.Exception);
            provider.GetIdentityIdAsync(callback, new AsyncOptions { State = state });
        }

        private void Note(object request)
        {
            lock (_requests)
            {
                _requests.Add(new WeakReference(request));
            }
        }

        private void Count(int number, Exception exception)
        {
            Interlocked.Increment(ref _endings[number]);
            if (exception == null)
            {
                Interlocked.Increment(ref _answered);
            }
            else if (exception is OperationCanceledException)
            {
                Interlocked.Increment(ref _cancelled);
            }
            else
            {
                _surprise = exception.ToString();
            }
        }

        private int Ended()
        {
            return _endings.Count(one => one > 0);
        }

        private static int Alive(List<WeakReference> references)
        {
            return references.Count(one => one.IsAlive);
        }

        private string Describe()
        {
            return _answered + " answered, " + _cancelled + " cancelled, " + _refused + " refused, "
                + _endings.Count(one => one == 0) + " without an end, "
                + Alive(_requests) + " requests and " + Alive(_providers) + " providers alive; "
                + ProcessResources.Describe();
        }

        private CognitoAWSCredentials NewProvider()
        {
            return new CognitoAWSCredentials(new CognitoCredentialsOptions
            {
                IdentityPoolId = _emulator.PoolId, Endpoint = _emulator.Endpoint, StorageDirectory = ""
            });
        }
    }
}
