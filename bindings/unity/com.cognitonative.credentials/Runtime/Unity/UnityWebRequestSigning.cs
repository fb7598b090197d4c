#if UNITY_5_3_OR_NEWER
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine.Networking;

namespace CognitoNative
{
    /// <summary>
    /// Signs a <see cref="UnityWebRequest"/> to an AWS service with a player's credentials. On the main thread only, where
    /// Unity lets its requests be touched; what follows an <c>await</c> of these is there too.
    /// </summary>
    public static class UnityWebRequestSigning
    {
        // What Unity sends with a body that nobody gave a type.
        private const string DefaultContentType = "application/octet-stream";

        // Unity tells of a header only to who knows its name. S3 refuses an x-amz- header that is not signed, so that one
        // that is not among these, and was not added in `configure`, is noticed.
        private static readonly string[] HeadersOfServices =
        {
            "Content-MD5",
            "X-Amz-Acl",
            "X-Amz-Client-Context",
            "X-Amz-Content-Sha256",
            "X-Amz-Copy-Source",
            "X-Amz-Expected-Bucket-Owner",
            "X-Amz-Invocation-Type",
            "X-Amz-Log-Type",
            "X-Amz-Server-Side-Encryption",
            "X-Amz-Storage-Class",
            "X-Amz-Tagging",
            "X-Amz-Target",
        };

        /// <summary>
        /// Signs with credentials that are fetched or refreshed first where that is due, and with the service's time. The
        /// request has its headers afterwards, and is to be sent within five minutes.
        /// </summary>
        /// <param name="request">Not sent yet. Its method, URL, upload handler's data and content type are signed.</param>
        /// <param name="credentials">The player's.</param>
        /// <param name="configure">
        /// Sets what the URL does not say, such as <see cref="AwsRequest.Region"/>, and adds further headers
        /// (<see cref="AwsRequest.WithHeader"/>), which are signed and sent. Null: nothing.
        /// </param>
        /// <param name="cancellationToken">Ends the wait for credentials.</param>
        /// <exception cref="CognitoException">What went wrong, and what to do.</exception>
        /// <exception cref="OperationCanceledException">Cancelled, or the provider was disposed.</exception>
        /// <exception cref="InvalidOperationException">
        /// Not on the main thread; it was sent before; or its upload handler does not tell its data (a file, or native memory
        /// that is not its own) and nothing stands for them.
        /// </exception>
        public static async Task SignAsync(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            if (request == null)
            {
                throw new ArgumentNullException(nameof(request));
            }
            if (credentials == null)
            {
                throw new ArgumentNullException(nameof(credentials));
            }
            if (!UnityMainThread.IsCurrent)
            {
                throw new InvalidOperationException("A UnityWebRequest can only be signed on Unity's main thread.");
            }
            AwsRequest toSign = Read(request, configure);
            // No ConfigureAwait: what follows touches the request.
            SignedAwsRequest signed = await credentials.SignAsync(toSign, cancellationToken);
            Write(request, toSign, signed);
        }

        /// <summary>
        /// Signs and sends; done when there is an answer, whatever it says: see the request's <c>responseCode</c>, which is 0
        /// when the service was not reached.
        /// </summary>
        /// <param name="request">As for <see cref="SignAsync"/>; not to be disposed before.</param>
        /// <param name="credentials">As for <see cref="SignAsync"/>.</param>
        /// <param name="configure">As for <see cref="SignAsync"/>.</param>
        /// <param name="cancellationToken">Ends the wait, and aborts the request.</param>
        public static async Task SendSignedAsync(
            this UnityWebRequest request,
            CognitoAWSCredentials credentials,
            Action<AwsRequest> configure = null,
            CancellationToken cancellationToken = default(CancellationToken))
        {
            await request.SignAsync(credentials, configure, cancellationToken);
            var answered = new TaskCompletionSource<bool>();
            using (cancellationToken.Register(() => answered.TrySetCanceled()))
            {
                request.SendWebRequest().completed += operation => answered.TrySetResult(true);
                try
                {
                    await answered.Task;
                }
                catch (OperationCanceledException)
                {
                    request.Abort();
                    throw;
                }
            }
        }

        private static AwsRequest Read(UnityWebRequest request, Action<AwsRequest> configure)
        {
            if (!request.isModifiable)
            {
                throw new InvalidOperationException("The UnityWebRequest was sent before. Make another one, and sign it.");
            }
            UploadHandler upload = request.uploadHandler;
            var toSign = new AwsRequest(request.method, request.url) { Body = upload == null ? null : upload.data };
            if (configure != null)
            {
                configure(toSign);
            }
            if (upload != null && toSign.Body == null && toSign.BodySha256 == null && !toSign.UnsignedBody)
            {
                throw new InvalidOperationException(
                    "The upload handler does not tell its data, which have to be signed: set BodySha256, or for S3 over HTTPS "
                    + "UnsignedBody.");
            }
            AddUnlessThere(toSign, "Content-Type", ContentType(request));
            foreach (string name in HeadersOfServices)
            {
                AddUnlessThere(toSign, name, request.GetRequestHeader(name));
            }
            return toSign;
        }

        private static string ContentType(UnityWebRequest request)
        {
            string own = request.GetRequestHeader("Content-Type");
            if (!string.IsNullOrEmpty(own) || request.uploadHandler == null)
            {
                return own;
            }
            string type = request.uploadHandler.contentType;
            return string.IsNullOrEmpty(type) ? DefaultContentType : type;
        }

        private static void AddUnlessThere(AwsRequest request, string name, string value)
        {
            if (!string.IsNullOrEmpty(value) && Values(request, name).Count == 0)
            {
                request.WithHeader(name, value);
            }
        }

        /// <summary>What is sent is what was signed, also where Unity would have chosen it later.</summary>
        private static void Write(UnityWebRequest request, AwsRequest toSign, SignedAwsRequest signed)
        {
            if (request.url != signed.Url)
            {
                request.url = signed.Url;
            }
            foreach (KeyValuePair<string, string> header in toSign.Headers)
            {
                request.SetRequestHeader(header.Key, string.Join(",", Values(toSign, header.Key)));
            }
            foreach (KeyValuePair<string, string> header in signed.Headers)
            {
                request.SetRequestHeader(header.Key, header.Value);
            }
        }

        private static List<string> Values(AwsRequest request, string name)
        {
            var values = new List<string>();
            foreach (KeyValuePair<string, string> header in request.Headers)
            {
                if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    values.Add(header.Value);
                }
            }
            return values;
        }
    }
}
#endif
