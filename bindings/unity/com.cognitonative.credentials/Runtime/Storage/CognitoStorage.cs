using System;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>
    /// A key/value store of the host's own, instead of the library's file: a keychain, PlayerPrefs, an encrypted file.
    /// Providers that share one instance, a pool and a profile are one player.
    /// </summary>
    /// <remarks>
    /// The methods run on a thread that serves this storage's providers and nobody else, in Unity on the main thread;
    /// <see cref="Load(string)"/> also on the one that creates the provider; what is left to be written when a provider is
    /// disposed, on the one that disposes it.
    /// What they throw costs a StoreDegraded event and no more.
    /// </remarks>
    public abstract unsafe class CognitoStorage
    {
        private static readonly LivingObjects<CognitoStorage> Living = new LivingObjects<CognitoStorage>();

        private readonly object gate = new object();
        private StorageHandle handle;

        internal cognito_storage* Native
        {
            get
            {
                lock (gate)
                {
                    if (handle == null)
                    {
                        handle = StorageHandle.Create(Living.Add(this), Living);
                    }
                    return handle.Pointer;
                }
            }
        }

        /// <summary>The value under a key; null when there is none.</summary>
        /// <param name="key">Lower-case letters, digits and "-_.%", at most 135 characters.</param>
        [return: MaybeNull]
        protected internal abstract string Load(string key);

        /// <summary>Replaces the value under a key.</summary>
        /// <param name="key">As for <see cref="Load(string)"/>.</param>
        /// <param name="value">
        /// One line of printable ASCII. With <see cref="CognitoCredentialsOptions.PersistCredentials"/> it holds secrets:
        /// protect it, and do not log it.
        /// </param>
        protected internal abstract void Save(string key, string value);

        /// <summary>Removes the value under a key; none there is fine.</summary>
        /// <param name="key">As for <see cref="Load(string)"/>.</param>
        protected internal abstract void Remove(string key);

        internal static CognitoStorage At(IntPtr number)
        {
            var storage = Living.Find(number);
            if (storage == null)
            {
                throw new ObjectDisposedException("CognitoStorage");
            }
            return storage;
        }

        /// <summary>The native side asks again with a larger buffer when this one was too small.</summary>
        internal int Load(byte* key, byte* buffer, UIntPtr capacity, UIntPtr* length)
        {
            var value = Load(Utf8.Read(key));
            if (string.IsNullOrEmpty(value))
            {
                return NativeMethods.COGNITO_ERROR_NOT_STORED;
            }
            var bytes = Utf8.Strict.GetBytes(value);
            for (var i = 0; i < bytes.Length && (ulong)i < capacity.ToUInt64(); i++)
            {
                buffer[i] = bytes[i];
            }
            *length = (UIntPtr)bytes.Length;
            Array.Clear(bytes, 0, bytes.Length);
            return NativeMethods.COGNITO_OK;
        }
    }
}
