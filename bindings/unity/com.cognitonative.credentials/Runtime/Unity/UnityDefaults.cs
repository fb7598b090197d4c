#if UNITY_5_3_OR_NEWER
using System;
using System.Text;
using System.Threading;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// What options that were left out are in Unity. Invariant: Unity is asked on its main thread, when scripts are
    /// loaded and at the beginning of each play session; any thread reads what it said.
    /// </summary>
    internal static class UnityDefaults
    {
        private const int LongestUserAgentSuffix = 128;
        private const string DefaultProfile = "default";

        private static volatile Answers answers;

        /// <summary>Fills in what a provider's options leave to Unity. Any thread.</summary>
        internal static void Apply(CognitoCredentialsOptions options)
        {
            ApplyStorage(options);
            if (options.UserAgentSuffix == null && IsKnown())
            {
                options.UserAgentSuffix = answers.UserAgentSuffix;
            }
#if !UNITY_WEBGL || UNITY_EDITOR
            // That SDK never ran in a browser.
            if (options.IdentityId == null && options.InitialIdentityId == null && IsDefaultProfile(options.Profile))
            {
                ApplyLegacyIdentity(options);
            }
#endif
        }

        private static void ApplyLegacyIdentity(CognitoCredentialsOptions options)
        {
            string identityId = LegacyPlayerPrefs.Read(options.IdentityPoolId);
            if (identityId == null)
            {
                UnaskedPlayerPrefs.Apply(options, IsKnown() ? answers.StorageDirectory : null);
            }
            else if (identityId.Length > 0)
            {
                options.InitialIdentityId = identityId;
            }
        }

        /// <summary>Only where identities are kept: in a browser in its localStorage, as the library does by itself. Any thread.</summary>
        internal static void ApplyStorage(CognitoCredentialsOptions options)
        {
#if !UNITY_WEBGL || UNITY_EDITOR
            if (options.Storage == null && options.StorageDirectory == null)
            {
                options.StorageDirectory = StorageDirectory();
            }
#endif
        }

        /// <summary>The player who had the device's only profile, as that SDK knew it, has left. Any thread.</summary>
        internal static void ForgetLegacyIdentity(string identityPoolId, string profile)
        {
            if (IsDefaultProfile(profile))
            {
                LegacyPlayerPrefs.Forget(identityPoolId);
                UnaskedPlayerPrefs.Forget(identityPoolId, IsKnown() ? answers.StorageDirectory : null);
            }
        }

        /// <summary>On the main thread only.</summary>
        internal static void Capture()
        {
            answers = new Answers(StorageDirectoryOfUnity(), UserAgentSuffixOfUnity());
        }

        private static bool IsDefaultProfile(string profile)
        {
            return profile == null || profile == DefaultProfile;
        }

        private static string StorageDirectory()
        {
            if (!IsKnown())
            {
                throw new InvalidOperationException(
                    "Application.persistentDataPath is not known yet: this provider is created before Unity has "
                    + "started, and not on its main thread. Create it later, for example in Awake, or set "
                    + "CognitoCredentialsOptions.StorageDirectory.");
            }
            return answers.StorageDirectory;
        }

        /// <summary>
        /// Some script's static initialiser may run before our own start: on the main thread Unity answers it too.
        /// </summary>
        private static bool IsKnown()
        {
            // Only the main thread has a context so early. Asking Unity elsewhere is refused in the editor and in
            // development builds; in release builds nothing looks at the thread.
            if (answers == null && SynchronizationContext.Current != null)
            {
                try
                {
                    Capture();
                    UnityMainThread.Capture();
                }
                catch (UnityException)
                {
                    return false;
                }
            }
            return answers != null;
        }

        private static string StorageDirectoryOfUnity()
        {
            string directory = Application.persistentDataPath;
            // tvOS keeps nothing for ever; its cache directory survives at least until space runs out.
            return string.IsNullOrEmpty(directory) ? Application.temporaryCachePath : directory;
        }

        private static string UserAgentSuffixOfUnity()
        {
            string suffix = "Unity/" + Application.unityVersion + " (" + Application.platform + ")";
            StringBuilder printable = new StringBuilder(suffix.Length);
            foreach (char letter in suffix)
            {
                if (letter >= ' ' && letter <= '~' && printable.Length < LongestUserAgentSuffix)
                {
                    printable.Append(letter);
                }
            }
            return printable.ToString();
        }

        private sealed class Answers
        {
            internal readonly string StorageDirectory;
            internal readonly string UserAgentSuffix;

            internal Answers(string storageDirectory, string userAgentSuffix)
            {
                StorageDirectory = storageDirectory;
                UserAgentSuffix = userAgentSuffix;
            }
        }
    }
}
#endif
