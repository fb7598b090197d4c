using System;

namespace CognitoNative
{
    /// <summary>The players of this device: what is stored of a pool.</summary>
    public static unsafe class CognitoProfiles
    {
        /// <summary>The profiles that have a stored identity of the pool. Reads a directory on this thread.</summary>
        /// <param name="options">As for the provider; only the pool and the storage matter.</param>
        /// <exception cref="CognitoException">
        /// InvalidOptions; Storage: the directory cannot be read; Unsupported: the host's own storage cannot list.
        /// </exception>
        public static string[] List(CognitoCredentialsOptions options)
        {
            options = WithStorage(options);
            if (options.Storage != null)
            {
                throw new CognitoException(
                    CognitoErrorCode.Unsupported,
                    "A storage of the host cannot list what it holds; keep a list of the profiles.");
            }
            NativeLibraryCheck.Require();
            using (var pool = new NativeText(options.IdentityPoolId, "IdentityPoolId"))
            using (var directory = new NativeText(options.StorageDirectory, "StorageDirectory"))
            {
                cognito_names* names;
                cognito_completion* error;
                OptionsBuffer.Require(
                    NativeMethods.cognito_profile_names(pool.Pointer, directory.Pointer, &names, &error), error);
                return NativeNames.Take(names);
            }
        }

        /// <summary>
        /// Removes what is stored of a profile: its next provider is a new guest. None stored is fine. Dispose living
        /// providers of it first; they may store it again. Writes to the disk on this thread.
        /// </summary>
        /// <param name="options">
        /// As for the provider; only the pool and the storage matter, and whether another SDK's identity would be taken over.
        /// </param>
        /// <param name="profile">Whose identity to remove, 1 to 64 characters.</param>
        /// <exception cref="CognitoException">InvalidOptions; Storage: it is still there, or may be.</exception>
        public static void Delete(CognitoCredentialsOptions options, string profile)
        {
            if (profile == null)
            {
                throw new ArgumentNullException("profile");
            }
            options = WithStorage(options);
            NativeLibraryCheck.Require();
            var leaveMark = options.InitialIdentityId != null || options.ImportCppSdkIdentity;
            using (var pool = new NativeText(options.IdentityPoolId, "IdentityPoolId"))
            using (var name = new NativeText(profile, "profile"))
            using (var directory = new NativeText(options.StorageDirectory, "StorageDirectory"))
            {
                cognito_completion* error;
                var result = NativeMethods.cognito_profile_delete(
                    pool.Pointer,
                    name.Pointer,
                    directory.Pointer,
                    options.Storage == null ? null : options.Storage.Native,
                    leaveMark ? 1u : 0u,
                    &error);
                OptionsBuffer.Require(result, error);
                GC.KeepAlive(options.Storage);
            }
#if UNITY_5_3_OR_NEWER
            // Or the next provider would take it over once more.
            UnityDefaults.ForgetLegacyIdentity(options.IdentityPoolId, profile);
#endif
        }

        private static CognitoCredentialsOptions WithStorage(CognitoCredentialsOptions options)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }
#if UNITY_5_3_OR_NEWER
            options = options.Clone();
            UnityDefaults.ApplyStorage(options);
#endif
            return options;
        }
    }
}
