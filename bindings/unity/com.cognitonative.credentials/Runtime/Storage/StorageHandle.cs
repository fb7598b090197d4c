using System;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>A native storage, freed once its managed one is forgotten.</summary>
    internal sealed unsafe class StorageHandle : SafeHandle
    {
        private readonly IntPtr number;
        private readonly LivingObjects<CognitoStorage> living;

        private StorageHandle(IntPtr number, LivingObjects<CognitoStorage> living) : base(IntPtr.Zero, true)
        {
            this.number = number;
            this.living = living;
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
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

        protected override bool ReleaseHandle()
        {
            living.Remove(number);
            NativeMethods.cognito_storage_free((cognito_storage*)handle);
            return true;
        }
    }
}
