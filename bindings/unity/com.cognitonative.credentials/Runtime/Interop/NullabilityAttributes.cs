#if !NETCOREAPP
using System;
using System.Diagnostics;

namespace CognitoNative
{
    // In the .NET 8 build these are the framework's, and callers get the compiler's warnings; C# 7.3 has no other way to say
    // what may be null. Elsewhere they are words only: the ones below, which are found before any of the framework's, and
    // which no compiler writes down.

    [Conditional("NOWHERE")]
    internal sealed class AllowNullAttribute : Attribute
    {
    }

    [Conditional("NOWHERE")]
    internal sealed class MaybeNullAttribute : Attribute
    {
    }

    [Conditional("NOWHERE")]
    internal sealed class MaybeNullWhenAttribute : Attribute
    {
        internal MaybeNullWhenAttribute(bool returnValue)
        {
        }
    }
}
#endif
