using System;

namespace UnityEngine.TestTools
{
    /// <summary>A test that goes on in the next frame wherever it yields null.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class UnityTestAttribute : Attribute
    {
    }
}
