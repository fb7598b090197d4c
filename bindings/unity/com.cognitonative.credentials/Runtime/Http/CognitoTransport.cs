using System;
using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>
    /// HTTP of the host's own, instead of the library's: where the platform forbids sockets, or has a network stack with
    /// proxies and pinning of its own. Providers may share one instance. <see cref="HttpClientTransport"/> is one.
    /// </summary>
    public abstract unsafe class CognitoTransport
    {
        private static readonly LivingObjects<CognitoTransport> Living = new LivingObjects<CognitoTransport>();

        private readonly object gate = new object();
        private readonly Dictionary<long, CognitoExchange> open = new Dictionary<long, CognitoExchange>();
        private TransportHandle handle;

        internal cognito_transport* Native
        {
            get
            {
                lock (gate)
                {
                    if (handle == null)
                    {
                        handle = TransportHandle.Create(Living.Add(this), Living);
                    }
                    return handle.Pointer;
                }
            }
        }

        /// <summary>
        /// Starts sending a request, and returns without waiting; on the thread that delivers callbacks (in Unity the main
        /// thread), or in a blocking call. Answer each exchange once, now or later, from any thread; what this throws
        /// answers it as a network failure. Follow no redirect, send no cookies, and verify the certificate.
        /// </summary>
        /// <param name="exchange">The request, and its answer.</param>
        protected internal abstract void Send(CognitoExchange exchange);

        /// <summary>Null when it was collected.</summary>
        internal static CognitoTransport At(IntPtr number)
        {
            return Living.Find(number);
        }

        internal void OnSend(cognito_exchange* native)
        {
            var exchange = new CognitoExchange(this, native);
            lock (open)
            {
                open[exchange.Number] = exchange;
            }
            try
            {
                Send(exchange);
            }
            catch (Exception exception)
            {
                CognitoLog.Report(exception);
                exchange.Fail(CognitoExchangeFailure.Network, exception.GetType().FullName);
            }
        }

        internal void OnCancel(cognito_exchange* native)
        {
            CognitoExchange exchange;
            lock (open)
            {
                open.TryGetValue((long)native, out exchange);
            }
            if (exchange != null)
            {
                exchange.Cancel();
            }
        }

        internal void Forget(CognitoExchange exchange)
        {
            lock (open)
            {
                open.Remove(exchange.Number);
            }
        }
    }
}
