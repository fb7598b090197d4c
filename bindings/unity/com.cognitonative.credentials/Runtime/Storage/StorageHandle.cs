using System;

namespace CognitoNative
{
    internal sealed unsafe class StorageHandle : LivingHandle<CognitoStorage>
    {
        private StorageHandle(IntPtr number, LivingObjects<CognitoStorage> living) : base(number, living)
        {
        }

        internal cognito_storage* Pointer
        {
            get { return (cognito_storage*)handle; }
        }

        internal static StorageHandle Create(IntPtr number, LivingObjects<CognitoStorage> living)
        {
            var created = new StorageHandle(number, living);
            cognito_storage* native;
            NativeResult.Require(NativeMethods.cognito_storage_new(
                NativeCallbacks.StorageLoad,
                NativeCallbacks.StorageSave,
                NativeCallbacks.StorageRemove,
                (void*)number,
                null,
                &native));
            created.SetHandle((IntPtr)native);
            return created;
        }

        protected override void Free()
        {
            NativeMethods.cognito_storage_free((cognito_storage*)handle);
        }
    }
}
