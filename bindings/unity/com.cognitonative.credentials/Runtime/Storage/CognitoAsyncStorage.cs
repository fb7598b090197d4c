#if !UNITY_5_3_OR_NEWER
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// As <see cref="CognitoStorage"/>, for a store whose methods are asynchronous, such as MAUI's SecureStorage. Create the
    /// provider with <see cref="CognitoAWSCredentials.CreateAsync"/>, so that no constructor waits for it.
    /// </summary>
    /// <remarks>
    /// The methods are called on a thread that is nobody else's, one at a time, in no synchronization context; what they
    /// await may be anywhere, but not the thread that creates or disposes the provider. Not in Unity, where storage is called
    /// on the main thread.
    /// </remarks>
    public abstract class CognitoAsyncStorage : CognitoStorage
    {
        /// <summary>The value under a key; null when there is none.</summary>
        /// <param name="key">As for <see cref="CognitoStorage.Load(string)"/>.</param>
#if COGNITO_FUNCTION_POINTERS
        protected abstract Task<string?> LoadAsync(string key);
#else
        protected abstract Task<string> LoadAsync(string key);
#endif

        /// <summary>Replaces the value under a key.</summary>
        /// <param name="key">As for <see cref="CognitoStorage.Load(string)"/>.</param>
        /// <param name="value">As for <see cref="CognitoStorage.Save"/>.</param>
        protected abstract Task SaveAsync(string key, string value);

        /// <summary>Removes the value under a key; none there is fine.</summary>
        /// <param name="key">As for <see cref="CognitoStorage.Load(string)"/>.</param>
        protected abstract Task RemoveAsync(string key);

        /// <summary>Waits for <see cref="LoadAsync"/>.</summary>
        [return: MaybeNull]
        protected internal sealed override string Load(string key)
        {
            return LoadAsync(key).GetAwaiter().GetResult();
        }

        /// <summary>Waits for <see cref="SaveAsync"/>.</summary>
        protected internal sealed override void Save(string key, string value)
        {
            SaveAsync(key, value).GetAwaiter().GetResult();
        }

        /// <summary>Waits for <see cref="RemoveAsync"/>.</summary>
        protected internal sealed override void Remove(string key)
        {
            RemoveAsync(key).GetAwaiter().GetResult();
        }
    }
}
#endif
