using System;
using System.IO;
using System.Text;

namespace UnityEngine.Networking
{
    public class UploadHandler : IDisposable
    {
        internal UploadHandler()
        {
        }

        /// <summary>A copy; null where the handler does not own what it sends.</summary>
        public byte[] data
        {
            get { return GetData(); }
        }

        public string contentType { get; set; }

        public virtual void Dispose()
        {
        }

        internal virtual byte[] GetData()
        {
            return null;
        }

        /// <summary>Not in Unity: what is sent.</summary>
        internal virtual byte[] Body()
        {
            return GetData();
        }
    }

    public sealed class UploadHandlerRaw : UploadHandler
    {
        private readonly byte[] payload;

        public UploadHandlerRaw(byte[] data)
        {
            if (data != null && data.Length == 0)
            {
                throw new ArgumentException("Cannot create a data handler without payload data");
            }
            payload = data;
        }

        internal override byte[] GetData()
        {
            return payload == null ? null : (byte[])payload.Clone();
        }
    }

    public sealed class UploadHandlerFile : UploadHandler
    {
        private readonly string path;

        public UploadHandlerFile(string filePath)
        {
            path = filePath;
        }

        internal override byte[] Body()
        {
            return File.ReadAllBytes(path);
        }
    }

    public class DownloadHandler
    {
        internal DownloadHandler()
        {
        }

        public byte[] data { get; internal set; }

        public string text
        {
            get { return data == null ? "" : Encoding.UTF8.GetString(data); }
        }
    }

    public sealed class DownloadHandlerBuffer : DownloadHandler
    {
    }
}
