using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace UnityEngine.Networking
{
    /// <summary>
    /// Not in Unity: plain HTTP as its own client would send it, the URL's path untouched. Requests end on the main thread, in
    /// a frame.
    /// </summary>
    public static class Transfers
    {
        private static readonly List<Action> Finished = new List<Action>();

        /// <summary>What has ended by now is told.</summary>
        public static void RunFinished()
        {
            Action[] now;
            lock (Finished)
            {
                now = Finished.ToArray();
                Finished.Clear();
            }
            foreach (var tell in now)
            {
                Engine.Guard(tell);
            }
        }

        internal static void Begin(UnityWebRequestAsyncOperation operation, Dictionary<string, string> headers)
        {
            var request = operation.webRequest;
            var url = request.url;
            var body = request.uploadHandler == null ? new byte[0] : request.uploadHandler.Body() ?? new byte[0];
            headers["Content-Length"] = body.Length.ToString();
            var head = new StringBuilder(request.method + " " + PathOf(url) + " HTTP/1.1\r\n");
            head.Append("Host: " + new Uri(url).Authority + "\r\nConnection: close\r\n");
            foreach (var header in headers)
            {
                head.Append(header.Key + ": " + header.Value + "\r\n");
            }
            new Thread(() => End(operation, Exchange(new Uri(url), head + "\r\n", body))) { IsBackground = true }.Start();
        }

        private static string PathOf(string url)
        {
            var path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
            return path < 0 ? "/" : url.Substring(path);
        }

        private static void End(UnityWebRequestAsyncOperation operation, byte[] answer)
        {
            lock (Finished)
            {
                Finished.Add(() =>
                {
                    var request = operation.webRequest;
                    request.isDone = true;
                    if (answer == null)
                    {
                        request.error = "Cannot connect to destination host";
                    }
                    else
                    {
                        Tell(request, answer);
                    }
                    operation.Complete();
                });
            }
        }

        /// <summary>All that came until the server closed; null when there is no server.</summary>
        private static byte[] Exchange(Uri server, string head, byte[] body)
        {
            try
            {
                using (var client = new TcpClient(server.Host, server.Port))
                using (var stream = client.GetStream())
                {
                    var bytes = Encoding.UTF8.GetBytes(head).Concat(body).ToArray();
                    stream.Write(bytes, 0, bytes.Length);
                    var answer = new MemoryStream();
                    stream.CopyTo(answer);
                    return answer.ToArray();
                }
            }
            catch (IOException)
            {
                return null;
            }
            catch (SocketException)
            {
                return null;
            }
        }

        private static void Tell(UnityWebRequest request, byte[] answer)
        {
            // One character for each byte.
            var text = Encoding.GetEncoding("iso-8859-1").GetString(answer);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var head = text.Substring(0, end);
            var body = text.Substring(end + 4);
            if (head.IndexOf("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                body = WithoutChunks(body);
            }
            request.responseCode = int.Parse(head.Split(' ')[1]);
            request.error = request.responseCode < 400 ? null : "HTTP/1.1 " + request.responseCode;
            if (request.downloadHandler != null)
            {
                request.downloadHandler.data = Encoding.GetEncoding("iso-8859-1").GetBytes(body);
            }
        }

        private static string WithoutChunks(string body)
        {
            var whole = new StringBuilder();
            for (var at = 0; ;)
            {
                var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
                var size = Convert.ToInt32(body.Substring(at, line - at), 16);
                if (size == 0)
                {
                    return whole.ToString();
                }
                whole.Append(body, line + 2, size);
                at = line + 2 + size + 2;
            }
        }
    }
}
