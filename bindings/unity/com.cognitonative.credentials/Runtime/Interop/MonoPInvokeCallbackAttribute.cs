using System;

namespace CognitoNative
{
    /// <summary>
    /// Marks the methods that native code calls. Ahead-of-time compilers (IL2CPP, Xamarin.iOS) look for an attribute of
    /// this name, in any namespace, and make a native entry point for the method.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class MonoPInvokeCallbackAttribute : Attribute
    {
        public MonoPInvokeCallbackAttribute(Type delegateType)
        {
            DelegateType = delegateType;
        }

        public Type DelegateType { get; private set; }
    }
}
