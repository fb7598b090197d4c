using System;

namespace CognitoNative
{
    /// <summary>The players of this device: what is stored of a pool.</summary>
    public static unsafe class CognitoProfiles
    {
        /// <summary>The profiles that have a stored identity of the pool. Reads a directory on this thread.</summary>
        /// <param name="options">As for the provider; the profile does not matter.</param>
        /// <exception cref="CognitoException">
        /// InvalidOptions; Storage: the directory cannot be read; Unsupported: the host's own storage cannot list.
        /// </exception>
        public static string[] List(CognitoCredentialsOptions options)
        {
            NativeLibraryCheck.Require();
            using (var buffer = Buffer(options))
            {
                cognito_profiles* profiles;
                cognito_completion* error;
                var native = buffer.Native;
                var result = NativeMethods.cognito_profiles_new(&native, &profiles, &error);
                OptionsBuffer.Require(result, error);
                try
                {
                    var names = new string[(int)NativeMethods.cognito_profiles_count(profiles)];
                    for (var i = 0; i < names.Length; i++)
                    {
                        names[i] = Utf8.Read(NativeMethods.cognito_profiles_name(profiles, (uint)i));
                    }
                    return names;
                }
                finally
                {
                    NativeMethods.cognito_profiles_free(profiles);
                    GC.KeepAlive(options);
                }
            }
        }

        /// <summary>
        /// Removes what is stored of a profile: its next provider is a new guest. None stored is fine. Dispose living
        /// providers of it first; they may store it again. Writes to the disk on this thread.
        /// </summary>
        /// <param name="options">As for the provider; the profile they name does not matter.</param>
        /// <param name="profile">Whose identity to remove, 1 to 64 characters.</param>
        /// <exception cref="CognitoException">InvalidOptions; Storage: it is still there, or may be.</exception>
        public static void Delete(CognitoCredentialsOptions options, string profile)
        {
            if (profile == null)
            {
                throw new ArgumentNullException("profile");
            }
            NativeLibraryCheck.Require();
            using (var buffer = Buffer(options))
            using (var name = new NativeText(profile, "profile"))
            {
                cognito_completion* error;
                var native = buffer.Native;
                var result = NativeMethods.cognito_profile_delete(&native, name.Pointer, &error);
                OptionsBuffer.Require(result, error);
                GC.KeepAlive(options);
            }
#if UNITY_5_3_OR_NEWER
            // Or the next provider would take it over once more.
            UnityDefaults.ForgetLegacyIdentity(options.IdentityPoolId, profile);
#endif
        }

        private static OptionsBuffer Buffer(CognitoCredentialsOptions options)
        {
#if UNITY_5_3_OR_NEWER
            if (options != null)
            {
                options = options.Clone();
                UnityDefaults.ApplyStorage(options);
            }
#endif
            return new OptionsBuffer(options);
        }
    }
}
