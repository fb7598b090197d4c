using System;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>A native transport, freed once its managed one is forgotten.</summary>
    internal sealed unsafe class TransportHandle : SafeHandle
    {
        private readonly IntPtr number;
        private readonly LivingObjects<CognitoTransport> living;

        private TransportHandle(IntPtr number, LivingObjects<CognitoTransport> living) : base(IntPtr.Zero, true)
        {
            this.number = number;
            this.living = living;
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        internal cognito_transport* Pointer
        {
            get { return (cognito_transport*)handle; }
        }

        internal static TransportHandle Create(IntPtr number, LivingObjects<CognitoTransport> living)
        {
            var created = new TransportHandle(number, living);
            cognito_transport* native;
            NativeResult.Require(NativeMethods.cognito_transport_new(
                NativeCallbacks.TransportSend, NativeCallbacks.TransportCancel, (void*)number, null, &native));
            created.SetHandle((IntPtr)native);
            return created;
        }

        protected override bool ReleaseHandle()
        {
            living.Remove(number);
            NativeMethods.cognito_transport_free((cognito_transport*)handle);
            return true;
        }
    }
}
