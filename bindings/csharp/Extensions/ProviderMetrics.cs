using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace CognitoNative.Extensions
{
    /// <summary>
    /// What the providers of one host have counted together, as instruments of its meter. Invariant: a counter never goes back:
    /// what a provider counted stays when it is disposed. Read when the host collects, so that a request costs nothing.
    /// </summary>
    internal sealed class ProviderMetrics
    {
        private static readonly (string Name, string Unit, string About, Func<CognitoSnapshot, long> Read)[] Counters =
        {
            ("cognito_native.requests", "{request}", "Requests that memory alone did not answer at once", one => one.Requests),
            ("cognito_native.fetches", "{fetch}", "Times credentials were fetched", one => one.Fetches),
            ("cognito_native.fetches.failed", "{fetch}", "Fetches that failed", one => one.FailedFetches),
            ("cognito_native.http.requests", "{request}", "HTTP requests sent", one => one.HttpRequests),
            ("cognito_native.http.retries", "{request}", "HTTP requests sent again after a failure", one => one.Retries),
        };

        private readonly object gate = new object();
        private readonly List<WeakReference<ObservedCredentials>> living = new List<WeakReference<ObservedCredentials>>();
        private readonly long[] disposed = new long[Counters.Length];

        internal ProviderMetrics(IMeterFactory? meters)
        {
            // Its factory disposes it.
            var meter = meters?.Create(new MeterOptions("CognitoNative"));
            for (var i = 0; meter != null && i < Counters.Length; i++)
            {
                var index = i;
                meter.CreateObservableCounter(
                    Counters[i].Name, () => Total(index), Counters[i].Unit, Counters[i].About);
            }
            meter?.CreateObservableUpDownCounter(
                "cognito_native.providers", Count, "{provider}", "Providers that are not disposed");
        }

        internal void Add(ObservedCredentials provider)
        {
            lock (gate)
            {
                // Those that were forgotten without Dispose.
                living.RemoveAll(one => !one.TryGetTarget(out _));
                living.Add(new WeakReference<ObservedCredentials>(provider));
            }
        }

        /// <summary>Before it is disposed; a second time does nothing.</summary>
        internal void Retire(ObservedCredentials provider)
        {
            lock (gate)
            {
                if (living.RemoveAll(one => one.TryGetTarget(out var target) && target == provider) > 0)
                {
                    var last = provider.LastSnapshot;
                    for (var i = 0; last != null && i < Counters.Length; i++)
                    {
                        disposed[i] += Counters[i].Read(last);
                    }
                }
            }
        }

        private long Total(int index)
        {
            lock (gate)
            {
                var total = disposed[index];
                foreach (var reference in living)
                {
                    if (reference.TryGetTarget(out var provider) && provider.LastSnapshot is CognitoSnapshot snapshot)
                    {
                        total += Counters[index].Read(snapshot);
                    }
                }
                return total;
            }
        }

        private long Count()
        {
            lock (gate)
            {
                return living.FindAll(one => one.TryGetTarget(out _)).Count;
            }
        }
    }
}
