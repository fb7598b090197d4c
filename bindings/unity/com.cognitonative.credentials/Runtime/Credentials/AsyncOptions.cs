using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>How a callback is called.</summary>
    public sealed class AsyncOptions
    {
        /// <summary>Calls back on the main thread, and hands over no state.</summary>
        public AsyncOptions()
        {
            ExecuteCallbackOnMainThread = true;
        }

        /// <summary>
        /// True, as it is unless set: in Unity the main thread; elsewhere the synchronization context of the caller (WPF,
        /// MAUI, Xamarin), or the thread pool where there is none. False: the thread pool.
        /// </summary>
        public bool ExecuteCallbackOnMainThread { get; set; }

        /// <summary>Anything; comes back in <see cref="AmazonCognitoIdentityResult{T}.State"/>.</summary>
        [MaybeNull, AllowNull]
        public object State { get; set; }
    }
}
