#if UNITY_5_3_OR_NEWER
using System;
using System.Text;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// What options that were left out are in Unity. Invariant: Unity is asked once, on its main thread; from then on
    /// any thread reads what it said.
    /// </summary>
    internal static class UnityDefaults
    {
        private const int LongestUserAgentSuffix = 128;

        private static volatile Answers answers;

        /// <summary>Where the identity is kept, in <c>Application.persistentDataPath</c>.</summary>
        internal static string StorageDirectory
        {
            get { return Read().StorageDirectory; }
        }

        /// <summary>Unity's version and the platform, for the User-Agent header.</summary>
        internal static string UserAgentSuffix
        {
            get { return Read().UserAgentSuffix; }
        }

        /// <summary>On the main thread only.</summary>
        internal static void Capture()
        {
            if (answers == null)
            {
                answers = new Answers(StorageDirectoryOfUnity(), UserAgentSuffixOfUnity());
            }
        }

        private static Answers Read()
        {
            if (answers == null)
            {
                CaptureEarly();
            }
            return answers;
        }

        /// <summary>Some script's static initialiser ran before ours: on the main thread Unity answers it too.</summary>
        private static void CaptureEarly()
        {
            try
            {
                Capture();
            }
            catch (UnityException refusal)
            {
                throw new InvalidOperationException(
                    "Application.persistentDataPath is not known yet: this provider is created before Unity has "
                    + "started, and not on its main thread. Create it later, for example in Awake, or set "
                    + "CognitoCredentialsOptions.StorageDirectory.",
                    refusal);
            }
            UnityMainThread.Capture();
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
