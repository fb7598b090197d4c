using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace CognitoNative
{
    /// <summary>One HTTP request that a <see cref="CognitoTransport"/> sends, to be answered once.</summary>
    public sealed unsafe class CognitoExchange
    {
        private readonly CognitoTransport transport;
        private readonly cognito_exchange* native;
        private readonly CancellationTokenSource cancelled = new CancellationTokenSource();

        internal CognitoExchange(CognitoTransport transport, cognito_exchange* native)
        {
            this.transport = transport;
            this.native = native;
            Method = Utf8.Read(NativeMethods.cognito_exchange_method(native));
            Url = Utf8.Read(NativeMethods.cognito_exchange_url(native));
            Headers = ReadHeaders(native);
            Body = new byte[(int)NativeMethods.cognito_exchange_body_size(native)];
            var body = NativeMethods.cognito_exchange_body(native);
            for (var i = 0; i < Body.Length; i++)
            {
                Body[i] = body[i];
            }
        }

        /// <summary>"POST".</summary>
        public string Method { get; private set; }

        /// <summary>The absolute URL.</summary>
        public string Url { get; private set; }

        /// <summary>Names in lower case, and their values; without host and content-length.</summary>
        public IList<KeyValuePair<string, string>> Headers { get; private set; }

        /// <summary>A secret: it may hold login tokens. Do not log it. Zeroed once the exchange is answered.</summary>
        public byte[] Body { get; private set; }

        /// <summary>How long an answer still counts.</summary>
        public TimeSpan Timeout
        {
            get { return TimeSpan.FromMilliseconds(NativeMethods.cognito_exchange_timeout_ms(native)); }
        }

        /// <summary>Signalled when the answer does not matter any more; answer all the same, with <see cref="Fail"/>.</summary>
        public CancellationToken Cancelled
        {
            get { return cancelled.Token; }
        }

        internal long Number
        {
            get { return (long)native; }
        }

        /// <summary>What the server answered, whatever its status; false when it was answered before.</summary>
        /// <param name="status">The HTTP status.</param>
        /// <param name="headers">The answer's headers; date and those that begin with x-amz are used. May be null.</param>
        /// <param name="body">The whole body; may be null.</param>
        public bool Complete(int status, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
        {
            var given = headers == null ? new KeyValuePair<string, string>[0] : headers.ToArray();
            using (var texts = new NativeTexts())
            {
                var names = texts.AddAll(given.Select(header => header.Key).ToArray(), "headers");
                var values = texts.AddAll(given.Select(header => header.Value).ToArray(), "headers");
                body = body ?? new byte[0];
                fixed (byte* bytes = body)
                {
                    return Answered(NativeMethods.cognito_exchange_complete(
                        native, (uint)status, names, values, (uint)given.Length, bytes, (UIntPtr)body.Length));
                }
            }
        }

        /// <summary>Says that there is no answer; false when it was answered before.</summary>
        /// <param name="kind">Why.</param>
        /// <param name="message">For people, without secrets; may be null.</param>
        public bool Fail(CognitoExchangeFailure kind, string message)
        {
            using (var texts = new NativeTexts())
            {
                return Answered(NativeMethods.cognito_exchange_fail(native, (int)kind, texts.Add(message, "message")));
            }
        }

        internal void Cancel()
        {
            cancelled.Cancel();
        }

        private static IList<KeyValuePair<string, string>> ReadHeaders(cognito_exchange* native)
        {
            var headers = new List<KeyValuePair<string, string>>();
            var count = NativeMethods.cognito_exchange_header_count(native);
            for (uint i = 0; i < count; i++)
            {
                headers.Add(new KeyValuePair<string, string>(
                    Utf8.Read(NativeMethods.cognito_exchange_header_name(native, i)),
                    Utf8.Read(NativeMethods.cognito_exchange_header_value(native, i))));
            }
            return headers;
        }

        private bool Answered(int result)
        {
            if (result == NativeMethods.COGNITO_ERROR_INVALID_HANDLE)
            {
                return false;
            }
            NativeResult.Require(result);
            Array.Clear(Body, 0, Body.Length);
            transport.Forget(this);
            return true;
        }
    }
}
