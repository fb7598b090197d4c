using System;

namespace CognitoNative
{
    internal sealed unsafe class TransportHandle : LivingHandle<CognitoTransport>
    {
        private TransportHandle(IntPtr number, LivingObjects<CognitoTransport> living) : base(number, living)
        {
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

        protected override void Free()
        {
            NativeMethods.cognito_transport_free((cognito_transport*)handle);
        }
    }
}
