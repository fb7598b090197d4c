using System;
using System.Collections.Generic;
using System.Linq;

namespace UnityEngine.Networking
{
    public sealed class UnityWebRequestAsyncOperation : AsyncOperation
    {
        public UnityWebRequest webRequest { get; internal set; }
    }

    /// <summary>
    /// Refuses what Unity's documentation says it refuses, and sends for real, to loopback. As in Unity, headers that were set
    /// can be asked for by name and not be listed.
    /// </summary>
    public sealed class UnityWebRequest : IDisposable
    {
        public const string kHttpVerbGET = "GET";
        public const string kHttpVerbPUT = "PUT";

#if !UNITY_6000_0_OR_NEWER
        // "These headers cannot be set with custom values on any platform"; from Unity 6 on they are only advised against.
        private static readonly HashSet<string> NotToBeSet = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "accept-charset", "access-control-request-headers", "access-control-request-method", "connection", "date", "dnt",
            "expect", "host", "keep-alive", "origin", "referer", "te", "trailer", "transfer-encoding", "upgrade", "via",
        };
#endif

        private readonly Dictionary<string, string> headers =
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

        private string target;
        private string verb = kHttpVerbGET;
        private UploadHandler upload;
        private bool isSent;

        public UnityWebRequest(string url, string method)
        {
            Engine.RequireMainThread("Create");
            this.url = url;
            this.method = method;
        }

        public UnityWebRequest(string url, string method, DownloadHandler downloadHandler, UploadHandler uploadHandler)
            : this(url, method)
        {
            this.downloadHandler = downloadHandler;
            this.uploadHandler = uploadHandler;
        }

        public DownloadHandler downloadHandler { get; set; }

        public long responseCode { get; internal set; }

        public bool isDone { get; internal set; }

        public string error { get; internal set; }

        public bool isModifiable
        {
            get { return !isSent; }
        }

        public string method
        {
            get
            {
                Engine.RequireMainThread("GetMethod");
                return verb;
            }

            set
            {
                RequireModifiable("request method can no longer be altered");
                verb = value.ToUpperInvariant();
            }
        }

        /// <summary>Whoever escapes something has escaped everything; else Unity does it.</summary>
        public string url
        {
            get
            {
                Engine.RequireMainThread("GetUrl");
                return target;
            }

            set
            {
                RequireModifiable("URL cannot be altered");
                target = value.Contains("%") ? value : new Uri(new Uri("http://localhost/"), value).AbsoluteUri;
            }
        }

        public UploadHandler uploadHandler
        {
            get
            {
                return upload;
            }

            set
            {
                RequireModifiable("upload handler cannot be modified");
                upload = value;
            }
        }

        public static UnityWebRequest Get(string uri)
        {
            return new UnityWebRequest(uri, kHttpVerbGET, new DownloadHandlerBuffer(), null);
        }

        public static UnityWebRequest Put(string uri, byte[] bodyData)
        {
            return new UnityWebRequest(uri, kHttpVerbPUT, new DownloadHandlerBuffer(), new UploadHandlerRaw(bodyData));
        }

        public string GetRequestHeader(string name)
        {
            Engine.RequireMainThread("GetRequestHeader");
            string value;
            return headers.TryGetValue(name, out value) ? value : "";
        }

        public void SetRequestHeader(string name, string value)
        {
            Engine.RequireMainThread("SetRequestHeader");
            if (string.IsNullOrEmpty(name) || value == null)
            {
                throw new ArgumentException("Cannot set a Request Header with a null or empty name, or a null");
            }
            RequireModifiable("request headers cannot be altered");
            if ((name + value).Any(char.IsControl))
            {
                throw new InvalidOperationException("Invalid header");
            }
#if !UNITY_6000_0_OR_NEWER
            if (NotToBeSet.Contains(name))
            {
                throw new InvalidOperationException("Cannot override system-specified headers");
            }
#endif
            headers[name] = value;
        }

        public UnityWebRequestAsyncOperation SendWebRequest()
        {
            RequireModifiable("it cannot be sent again");
            isSent = true;
            var operation = new UnityWebRequestAsyncOperation { webRequest = this };
            Transfers.Begin(operation, new Dictionary<string, string>(HeadersToSend()));
            return operation;
        }

        /// <summary>Any thread.</summary>
        public void Abort()
        {
            isSent = true;
        }

        public void Dispose()
        {
            Abort();
        }

        private Dictionary<string, string> HeadersToSend()
        {
            var all = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
            if (upload != null && !all.ContainsKey("Content-Type"))
            {
                all["Content-Type"] = string.IsNullOrEmpty(upload.contentType) ? "application/octet-stream" : upload.contentType;
            }
            all["User-Agent"] = "UnityPlayer/" + Application.unityVersion;
            all["X-Unity-Version"] = Application.unityVersion;
            all["Accept"] = "*/*";
            return all;
        }

        private void RequireModifiable(string what)
        {
            Engine.RequireMainThread("IsModifiable");
            if (isSent)
            {
                throw new InvalidOperationException("UnityWebRequest has already been sent and its " + what);
            }
        }
    }
}
