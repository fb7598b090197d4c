using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.IO;
using System.Net;
using System.Threading;

namespace UnitySuite
{
    /// <summary>
    /// What was put is given back, as S3 does it; who signed is looked at by the layer `peers`, with a server that checks.
    /// Keeps what the last request said.
    /// </summary>
    internal sealed class SavingServer : IDisposable
    {
        private readonly HttpListener listener = new HttpListener();
        private readonly Dictionary<string, byte[]> saves = new Dictionary<string, byte[]>();

        internal SavingServer()
        {
            Endpoint = "http://127.0.0.1:" + FreePort();
            listener.Prefixes.Add(Endpoint + "/");
            listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        internal string Endpoint { get; private set; }

        internal string Path { get; private set; }

        internal NameValueCollection Headers { get; private set; }

        public void Dispose()
        {
            listener.Close();
        }

        private static int FreePort()
        {
            var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            return port;
        }

        private void Serve()
        {
            try
            {
                for (;;)
                {
                    Answer(listener.GetContext());
                }
            }
            catch (Exception ended) when (ended is HttpListenerException || ended is ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private void Answer(HttpListenerContext context)
        {
            var request = context.Request;
            Path = request.RawUrl;
            Headers = request.Headers;
            byte[] answer;
            if (request.Headers["Authorization"] == null)
            {
                context.Response.StatusCode = 403;
                answer = new byte[0];
            }
            else if (request.HttpMethod == "PUT")
            {
                answer = new byte[0];
                var save = new MemoryStream();
                request.InputStream.CopyTo(save);
                saves[Path] = save.ToArray();
            }
            else if (!saves.TryGetValue(Path, out answer))
            {
                context.Response.StatusCode = 404;
                answer = new byte[0];
            }
            context.Response.Close(answer, false);
        }
    }
}
