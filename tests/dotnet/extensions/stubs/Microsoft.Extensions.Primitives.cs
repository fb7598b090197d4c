using System;

// What CognitoNative.Extensions uses of the packages of this name, with the signatures of version 8: the packages cannot be
// had where the tests run. The behaviour is as much of theirs as the tests need.
namespace Microsoft.Extensions.Primitives
{
    public interface IChangeToken
    {
        bool ActiveChangeCallbacks { get; }

        bool HasChanged { get; }

        IDisposable RegisterChangeCallback(Action<object?> callback, object? state);
    }
}
