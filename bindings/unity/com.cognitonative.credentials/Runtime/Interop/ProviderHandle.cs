using System;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>
    /// A native provider, freed exactly once: by Dispose, or by its finalizer when it was forgotten. Native handles are
    /// checked ones, so a call that races with the free is refused and nothing worse.
    /// </summary>
    internal sealed unsafe class ProviderHandle : SafeHandle
    {
        private readonly SharedQueue queue;
        private GCHandle hostRoot;
        private IntPtr number;

        /// <param name="queue">Acquired for this provider; released with it.</param>
        internal ProviderHandle(SharedQueue queue) : base(IntPtr.Zero, true)
        {
            this.queue = queue;
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        internal cognito_provider* Pointer
        {
            get
            {
                if (IsClosed || IsInvalid)
                {
                    throw new ObjectDisposedException("CognitoAWSCredentials");
                }
                return (cognito_provider*)handle;
            }
        }

        /// <summary>For a getter of numbers, which answers 0 when there is no such provider any more.</summary>
        internal cognito_provider* Unchecked
        {
            get { return (cognito_provider*)handle; }
        }

        /// <summary>What native code calls the owner.</summary>
        internal IntPtr Number
        {
            get { return number; }
        }

        /// <param name="provider">Freed with this.</param>
        /// <param name="owner">The one that has this handle by now: as soon as it counts as living, it may be disposed.</param>
        /// <param name="host">
        /// The host's storage and transport, as far as there are any. Rooted while the provider may call them, which it does
        /// last when it is freed: a reference would not do when both were forgotten, since finalizers come in any order.
        /// </param>
        internal void Own(cognito_provider* provider, CognitoAWSCredentials owner, object[] host)
        {
            hostRoot = GCHandle.Alloc(host);
            SetHandle((IntPtr)provider);
            number = CognitoAWSCredentials.Living.Add(owner);
            if (IsClosed)
            {
                CognitoAWSCredentials.Living.Remove(number);
            }
        }

        protected override bool ReleaseHandle()
        {
            NativeMethods.cognito_provider_free((cognito_provider*)handle);
            CognitoAWSCredentials.Living.Remove(number);
            CognitoRuntime.Release(queue);
            hostRoot.Free();
            return true;
        }
    }
}
