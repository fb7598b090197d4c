using System;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>A native object that calls a managed one by its number; freed once the managed one is forgotten.</summary>
    internal abstract class LivingHandle<T> : SafeHandle where T : class
    {
        private readonly IntPtr number;
        private readonly LivingObjects<T> living;

        protected LivingHandle(IntPtr number, LivingObjects<T> living) : base(IntPtr.Zero, true)
        {
            this.number = number;
            this.living = living;
        }

        public override bool IsInvalid
        {
            get { return handle == IntPtr.Zero; }
        }

        protected abstract void Free();

        protected override bool ReleaseHandle()
        {
            living.Remove(number);
            Free();
            return true;
        }
    }
}
