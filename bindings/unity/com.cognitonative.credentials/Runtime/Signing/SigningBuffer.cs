using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>
    /// A request as the library takes it, for the length of one call: all texts in one block of native memory, which is
    /// zeroed and freed, so that signing leaves no garbage.
    /// </summary>
    internal unsafe struct SigningBuffer
    {
        // What signing adds: these are not made anew for each request.
        private static readonly string[] AddedNames =
        {
            "authorization", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token",
        };

        private readonly AwsRequest request;
        private readonly ImmutableCredentials credentials;
        private readonly int size;
        private byte* memory;
        private byte* end;

        /// <param name="request">What is to be signed.</param>
        /// <param name="credentials">Null where the library has them.</param>
        internal SigningBuffer(AwsRequest request, ImmutableCredentials credentials)
        {
            if (request == null)
            {
                throw new ArgumentNullException("request");
            }
            this.request = request;
            this.credentials = credentials;
            memory = null;
            end = null;
            AccessKey = null;
            SecretKey = null;
            Token = null;
            size = Size(request);
            if (credentials != null)
            {
                size += Count(credentials.AccessKey, "credentials") + Count(credentials.SecretKey, "credentials")
                    + Count(TokenOf(credentials), "credentials");
            }
        }

        /// <summary>As the library takes it, after <see cref="Native"/>.</summary>
        internal byte* AccessKey { get; private set; }

        /// <summary>As the library takes it, after <see cref="Native"/>.</summary>
        internal byte* SecretKey { get; private set; }

        /// <summary>As the library takes it, after <see cref="Native"/>. Null: none.</summary>
        internal byte* Token { get; private set; }

        /// <param name="body">The request's, pinned for as long as this is used.</param>
        internal cognito_signing_options Native(byte* body)
        {
            var headers = request.Headers;
            memory = (byte*)Marshal.AllocHGlobal(size);
            var names = (byte**)memory;
            var values = names + headers.Count;
            end = (byte*)(values + headers.Count);
            for (var i = 0; i < headers.Count; i++)
            {
                names[i] = Add(headers[i].Key);
                values[i] = Add(headers[i].Value);
            }
            var options = default(cognito_signing_options);
            options.struct_size = (uint)sizeof(cognito_signing_options);
            options.header_count = (uint)headers.Count;
            options.header_names = names;
            options.header_values = values;
            options.method = Add(request.Method);
            options.url = Add(request.Url);
            options.region = Add(request.Region);
            options.service = Add(request.Service);
            options.body = body;
            options.body_size = (UIntPtr)(request.Body == null ? 0 : request.Body.Length);
            options.body_sha256 = Add(request.BodySha256);
            options.signed_at_unix_ms = request.SignedAt == null ? 0 : UnixTime.ToMilliseconds(request.SignedAt.Value);
            options.expires_s = UnixTime.Seconds(request.Expires, "Expires");
            options.unsigned_body = request.UnsignedBody ? 1u : 0u;
            options.content_sha256_header = request.ContentSha256Header ? 1u : 0u;
            if (credentials != null)
            {
                AccessKey = Add(credentials.AccessKey);
                SecretKey = Add(credentials.SecretKey);
                Token = Add(TokenOf(credentials));
            }
            return options;
        }

        internal void Dispose()
        {
            if (memory == null)
            {
                return;
            }
            for (var i = 0; i < size; i++)
            {
                memory[i] = 0;
            }
            Marshal.FreeHGlobal((IntPtr)memory);
            memory = null;
        }

        /// <summary>What was signed, copied and freed; or throws what the library says is wrong.</summary>
        internal static SignedAwsRequest Take(int result, cognito_signed_request* signed, cognito_completion* error)
        {
            OptionsBuffer.Require(result, error);
            try
            {
                var count = NativeMethods.cognito_signed_request_header_count(signed);
                var headers = new KeyValuePair<string, string>[count];
                for (var i = 0u; i < count; i++)
                {
                    headers[i] = new KeyValuePair<string, string>(
                        Name(NativeMethods.cognito_signed_request_header_name(signed, i)),
                        Utf8.Read(NativeMethods.cognito_signed_request_header_value(signed, i)));
                }
                return new SignedAwsRequest(
                    Utf8.Read(NativeMethods.cognito_signed_request_url(signed)),
                    headers,
                    UnixTime.FromMilliseconds(NativeMethods.cognito_signed_request_signed_at_unix_ms(signed)),
                    UnixTime.OrNone(NativeMethods.cognito_signed_request_ends_at_unix_ms(signed)));
            }
            finally
            {
                NativeResult.Require(NativeMethods.cognito_signed_request_free(signed));
            }
        }

        private static int Size(AwsRequest request)
        {
            var bytes = Count(request.Method) + Count(request.Url) + Count(request.Region) + Count(request.Service)
                + Count(request.BodySha256);
            for (var i = 0; i < request.Headers.Count; i++)
            {
                bytes += (2 * sizeof(byte*)) + Count(request.Headers[i].Key) + Count(request.Headers[i].Value);
            }
            return bytes;
        }

        private static int Count(string text, string of = "request")
        {
            return text == null ? 0 : NativeText.CountBytes(text, of) + 1;
        }

        private static string TokenOf(ImmutableCredentials credentials)
        {
            return credentials.UseToken ? credentials.Token : null;
        }

        private static string Name(byte* text)
        {
            foreach (var name in AddedNames)
            {
                if (Utf8.IsAscii(text, name))
                {
                    return name;
                }
            }
            return Utf8.Read(text);
        }

        private byte* Add(string text)
        {
            if (text == null)
            {
                return null;
            }
            var start = end;
            fixed (char* characters = text)
            {
                end += Utf8.Strict.GetBytes(characters, text.Length, end, (int)(memory + size - end));
            }
            *end++ = 0;
            return start;
        }
    }
}
