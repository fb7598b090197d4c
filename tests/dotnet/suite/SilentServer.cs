using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace CognitoNative.Tests
{
    /// <summary>Accepts connections and never says anything; <see cref="CloseConnections"/> ends them all.</summary>
    internal sealed class SilentServer : IDisposable
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _clients = new List<TcpClient>();
        private readonly Thread _thread;

        internal SilentServer()
        {
            _listener.Start();
            _thread = new Thread(Accept) { IsBackground = true, Name = "silent server" };
            _thread.Start();
        }

        internal string Endpoint
        {
            get { return "http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port; }
        }

        /// <summary>Waits for so many connections since the last <see cref="CloseConnections"/>.</summary>
        internal void WaitForConnections(int count)
        {
            lock (_clients)
            {
                while (_clients.Count < count)
                {
                    if (!Monitor.Wait(_clients, Eventually.TimeoutMs))
                    {
                        throw new TimeoutException("waited for " + count + " connections, and got " + _clients.Count);
                    }
                }
            }
        }

        internal void CloseConnections()
        {
            lock (_clients)
            {
                _clients.ForEach(client => client.Close());
                _clients.Clear();
            }
        }

        public void Dispose()
        {
            _listener.Stop();
            _thread.Join();
            CloseConnections();
        }

        private void Accept()
        {
            try
            {
                while (true)
                {
                    TcpClient client = _listener.AcceptTcpClient();
                    lock (_clients)
                    {
                        _clients.Add(client);
                        Monitor.PulseAll(_clients);
                    }
                }
            }
            catch (SocketException)
            {
                // The listener was stopped.
            }
            catch (InvalidOperationException)
            {
                // It was stopped between two connections.
            }
        }
    }
}
