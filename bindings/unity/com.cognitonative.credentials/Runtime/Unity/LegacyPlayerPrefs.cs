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
        /// The identity id; empty: there is none; null: PlayerPrefs cannot be asked now. Any thread; another one than the
        /// main thread waits for the next frame when this pool is new to it.
        /// </summary>
        internal static string Read(string identityPoolId)
        {
            if (string.IsNullOrEmpty(identityPoolId))
            {
                return string.Empty;
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
            return UnityMainThread.TryPost(state => reading.SetResult(TryReadHere(identityPoolId)))
                && reading.Task.Wait(LongestWait)
                    ? reading.Task.Result
                    : null;
        }

        /// <summary>In a frame that comes; that one can be asked, unless the game ends before it.</summary>
        internal static void ReadLater(string identityPoolId, Action<string> then)
        {
            UnityMainThread.TryPost(state => then(TryReadHere(identityPoolId)));
        }

        /// <summary>Deletes it, as clearing the identity did in that SDK. Any thread.</summary>
        internal static void Forget(string identityPoolId)
        {
            lock (Forgotten)
            {
                Forgotten.Add(identityPoolId);
                AlreadyRead[identityPoolId] = string.Empty;
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
                return null;
            }
        }

        private static string ReadHere(string identityPoolId)
        {
            string text = PlayerPrefs.GetString(KeyPrefix + identityPoolId, string.Empty);
            string identityId = IsIdentityId(text) ? text : string.Empty;
            lock (Forgotten)
            {
                AlreadyRead[identityPoolId] = Forgotten.Contains(identityPoolId) ? string.Empty : identityId;
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
        internal static bool IsIdentityId(string text)
        {
            int colon = text.IndexOf(':');
            Guid guid;
            return colon > 0 && Guid.TryParseExact(text.Substring(colon + 1), "D", out guid);
        }
    }
}
#endif
