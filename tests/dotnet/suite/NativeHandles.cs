using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace CognitoNative.Tests
{
    /// <summary>How many places for handles the native library has used up: those of handles never freed stay taken.</summary>
    internal static unsafe class NativeHandles
    {
        // More than the library keeps back before it uses a place again.
        private const int Probes = 200;

        private static readonly Completed Ignore = delegate { };

        private delegate void Completed(IntPtr userData, IntPtr completion);

        /// <summary>The highest place that a new request gets. The provider must not be disposed meanwhile.</summary>
        internal static long RequestPlaces(CognitoAWSCredentials provider)
        {
            var requests = new List<IntPtr>();
            for (int i = 0; i < Probes; i++)
            {
                IntPtr request;
                int result = cognito_provider_get_identity_id(
                    (IntPtr)provider.Native,
                    IntPtr.Zero,
                    Marshal.GetFunctionPointerForDelegate(Ignore),
                    IntPtr.Zero,
                    out request);
                if (result != 0)
                {
                    throw new InvalidOperationException("a request was refused: " + result);
                }
                requests.Add(request);
            }
            requests.ForEach(one => cognito_request_free(one));
            return requests.Max(one => Place(one));
        }

        /// <summary>The same for providers.</summary>
        internal static long ProviderPlaces(Func<CognitoAWSCredentials> create)
        {
            var providers = Enumerable.Range(0, Probes).Select(one => create()).ToList();
            long highest = providers.Max(one => Place((IntPtr)one.Native));
            providers.ForEach(one => one.Dispose());
            return highest;
        }

        // A handle is generation, place and kind, in 24, 28 and 4 bits.
        private static long Place(IntPtr handle)
        {
            return ((long)handle >> 4) & 0xFFFFFFF;
        }

        [DllImport("cognito_native")]
        private static extern int cognito_provider_get_identity_id(
            IntPtr provider, IntPtr options, IntPtr callback, IntPtr userData, out IntPtr request);

        [DllImport("cognito_native")]
        private static extern int cognito_request_free(IntPtr request);
    }
}
