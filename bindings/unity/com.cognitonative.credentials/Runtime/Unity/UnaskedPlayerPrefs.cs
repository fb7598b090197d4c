#if UNITY_5_3_OR_NEWER
using System;
using System.IO;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// For providers that are made where PlayerPrefs cannot be asked. Invariant: no new guest is stored in the place of an
    /// identity of the old SDK that nobody could look for. A later frame of the same session looks, and a file keeps what
    /// it found, so that from the next launch on the answer is known everywhere.
    /// </summary>
    internal static class UnaskedPlayerPrefs
    {
        private const string DefaultProfile = "default";
        private const string FilePrefix = "cognito-native-player-prefs.";

        /// <summary>Takes what a session before found; else keeps a new guest in memory only. Any thread.</summary>
        /// <param name="options">Of the default profile, with their storage.</param>
        /// <param name="directory">Of the file; null: not known.</param>
        internal static void Apply(CognitoCredentialsOptions options, string directory)
        {
            string pool = options.IdentityPoolId;
            string found = Load(pool, directory);
            if (found != null)
            {
                options.InitialIdentityId = found.Length == 0 ? null : found;
                return;
            }
            LegacyPlayerPrefs.ReadLater(pool, read => Keep(pool, directory, read));
            if (options.StorageDirectory == string.Empty || (options.Storage == null && IsStored(options)))
            {
                return;
            }
            bool isMain = UnityMainThread.IsCurrent;
            Debug.LogWarning(
                "cognito-native could not look for an identity id of the AWS Mobile SDK for Unity: "
                + (isMain ? "Unity does not allow it in a constructor or field initialiser" : "the main thread is busy")
                + ". Create the provider of " + pool + " on the main thread, for example in Awake."
                + (options.Storage == null
                    ? " So that no player of that SDK is lost, a new guest's identity is not stored this time."
                    : string.Empty));
            if (options.Storage == null)
            {
                options.StorageDirectory = string.Empty;
            }
        }

        /// <summary>The player has left. Any thread.</summary>
        internal static void Forget(string identityPoolId, string directory)
        {
            if (!string.IsNullOrEmpty(Load(identityPoolId, directory)))
            {
                Keep(identityPoolId, directory, string.Empty);
            }
        }

        private static bool IsStored(CognitoCredentialsOptions options)
        {
            try
            {
                return Array.IndexOf(CognitoProfiles.List(options), DefaultProfile) >= 0;
            }
            catch (CognitoException)
            {
                // The constructor says what is wrong with the options; a directory that cannot be read holds nobody.
                return false;
            }
        }

        /// <summary>Empty: there is none; null: not known.</summary>
        private static string Load(string identityPoolId, string directory)
        {
            try
            {
                string file = FileOf(identityPoolId, directory);
                string text = file != null && File.Exists(file) ? File.ReadAllText(file) : null;
                return text == null || text.Length == 0 || LegacyPlayerPrefs.IsIdentityId(text) ? text : null;
            }
            catch (Exception exception) when (exception is IOException || exception is UnauthorizedAccessException)
            {
                return null;
            }
        }

        private static void Keep(string identityPoolId, string directory, string found)
        {
            string file = FileOf(identityPoolId, directory);
            if (file == null || found == null)
            {
                return;
            }
            try
            {
                File.WriteAllText(file, found);
            }
            catch (Exception exception) when (exception is IOException || exception is UnauthorizedAccessException)
            {
                // The next launch asks again.
            }
        }

        /// <summary>Null for what is no pool id: the constructor refuses it, and it must name no file elsewhere.</summary>
        private static string FileOf(string identityPoolId, string directory)
        {
            bool isName = LegacyPlayerPrefs.IsIdentityId(identityPoolId)
                && identityPoolId.IndexOfAny(new[] { '/', '\\', '.' }) < 0;
            return isName && !string.IsNullOrEmpty(directory)
                ? Path.Combine(directory, FilePrefix + identityPoolId.Replace(':', '_'))
                : null;
        }
    }
}
#endif
