#if UNITY_5_3_OR_NEWER
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// The identity id that the AWS Mobile SDK for Unity kept in PlayerPrefs, so that an updated game knows its players.
    /// Invariant: it is read and deleted, never written, and PlayerPrefs is touched on the main thread only; what was
    /// forgotten is not read again, also before the deletion has come to the main thread.
    /// </summary>
    internal static class LegacyPlayerPrefs
    {
        private const string KeyPrefix = "CognitoIdentity:IdentityId:";

        // A frame comes within that, unless the main thread waits for the calling one, and then it never comes.
        private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(300);

        // Also the lock of the other.
        private static readonly HashSet<string> Forgotten = new HashSet<string>();
        private static readonly Dictionary<string, string> AlreadyRead = new Dictionary<string, string>();

        /// <summary>
        /// The identity id, or null. Any thread; another one than the main thread waits for the next frame when this pool
        /// is new to it.
        /// </summary>
        internal static string Read(string identityPoolId)
        {
            if (string.IsNullOrEmpty(identityPoolId))
            {
                return null;
            }
            if (UnityMainThread.IsCurrent)
            {
                return TryReadHere(identityPoolId);
            }
            lock (Forgotten)
            {
                string known;
                if (AlreadyRead.TryGetValue(identityPoolId, out known))
                {
                    return known;
                }
            }
            TaskCompletionSource<string> reading = new TaskCompletionSource<string>();
            if (UnityMainThread.TryPost(state => reading.SetResult(TryReadHere(identityPoolId)))
                && reading.Task.Wait(LongestWait))
            {
                return reading.Task.Result;
            }
            Warn(identityPoolId, "the main thread is busy");
            return null;
        }

        /// <summary>Deletes it, as clearing the identity did in that SDK. Any thread.</summary>
        internal static void Forget(string identityPoolId)
        {
            lock (Forgotten)
            {
                Forgotten.Add(identityPoolId);
                AlreadyRead[identityPoolId] = null;
            }
            if (UnityMainThread.IsCurrent)
            {
                Delete(identityPoolId);
            }
            else
            {
                UnityMainThread.TryPost(state => Delete(identityPoolId));
            }
        }

        /// <summary>For the next play session: its game may have other preferences.</summary>
        internal static void Reset()
        {
            lock (Forgotten)
            {
                AlreadyRead.Clear();
            }
        }

        private static string TryReadHere(string identityPoolId)
        {
            try
            {
                return ReadHere(identityPoolId);
            }
            catch (UnityException)
            {
                // A field initialiser of a MonoBehaviour runs on the main thread too, but Unity answers nothing there.
                Warn(identityPoolId, "Unity does not allow it in a constructor or field initialiser");
                return null;
            }
        }

        private static string ReadHere(string identityPoolId)
        {
            string text = PlayerPrefs.GetString(KeyPrefix + identityPoolId, string.Empty);
            string identityId = IsIdentityId(text) ? text : null;
            lock (Forgotten)
            {
                AlreadyRead[identityPoolId] = Forgotten.Contains(identityPoolId) ? null : identityId;
                return AlreadyRead[identityPoolId];
            }
        }

        private static void Delete(string identityPoolId)
        {
            PlayerPrefs.DeleteKey(KeyPrefix + identityPoolId);
            // Unity would write it on quitting only: a crash must not bring the player back who has signed out.
            PlayerPrefs.Save();
            lock (Forgotten)
            {
                Forgotten.Remove(identityPoolId);
            }
        }

        /// <summary>REGION:GUID. Anything else was not written by that SDK, and would be refused as an option.</summary>
        private static bool IsIdentityId(string text)
        {
            int colon = text.IndexOf(':');
            Guid guid;
            return colon > 0 && Guid.TryParseExact(text.Substring(colon + 1), "D", out guid);
        }

        private static void Warn(string identityPoolId, string cause)
        {
            Debug.LogWarning(
                "cognito-native could not look for an identity id of the AWS Mobile SDK for Unity: " + cause
                + ". If this game used that SDK, create the provider of " + identityPoolId
                + " on the main thread, for example in Awake. If it did not, this is harmless.");
        }
    }
}
#endif
