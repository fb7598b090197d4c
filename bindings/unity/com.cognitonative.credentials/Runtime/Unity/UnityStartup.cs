#if UNITY_5_3_OR_NEWER
using System;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// The moments at which Unity calls this library by itself. Invariant: all of it is on the main thread, can happen
    /// again in the same application domain (domain reload off), and needs nothing in a scene.
    /// </summary>
    internal static partial class UnityStartup
    {
        private static bool isPlaying;

        // What editor scripts set before play mode; null in a player.
        private static CognitoCredentialsOptions defaultsOfEditor;

        /// <summary>Statics of other assemblies are to be as before the game, too.</summary>
        internal static event Action PlayingEnded;

        /// <summary>Also from the editor, which loads scripts without playing.</summary>
        internal static void Begin()
        {
            UnityMainThread.Capture();
            UnityDefaults.Capture();
            UnityPump.Instance.RefusesQueues = false;
        }

        /// <summary>Edit mode is over, and no script of the game has run yet.</summary>
        internal static void EndEditing()
        {
            if (!isPlaying)
            {
                defaultsOfEditor = CognitoCredentialsOptions.Defaults.Clone();
            }
        }

        /// <summary>Begins, or goes on with a game whose scripts were compiled anew while it ran.</summary>
        internal static void Play()
        {
            isPlaying = true;
            Application.quitting -= CloseAll;
            Application.quitting += CloseAll;
        }

        /// <summary>
        /// Until nobody lives: a cancelled request's callback may have made the next provider. That one is closed too, and
        /// its own callbacks can make no further one.
        /// </summary>
        internal static void CloseAll()
        {
            bool refuses = UnityPump.Instance.RefusesQueues;
            try
            {
                do
                {
                    CognitoRuntime.CloseAll();
                    UnityPump.Instance.RefusesQueues = true;
                }
                while (CognitoAWSCredentials.Living.All().Count > 0);
            }
            finally
            {
                UnityPump.Instance.RefusesQueues = refuses;
            }
        }

        /// <summary>
        /// The scripts are about to be taken away, and the engine may stay: it must hold nothing of this assembly, and no
        /// provider may come that nobody would close.
        /// </summary>
#if UNITY_6000_5_OR_NEWER
        [Unity.Scripting.LifecycleManagement.OnCodeUnloading]
#endif
        internal static void End()
        {
            UnityPump.Instance.RefusesQueues = true;
            CloseAll();
            Application.quitting -= CloseAll;
            PlayerLoopHook.Remove();
        }

        /// <summary>
        /// Play mode is over: statics are what they were before it. Not done on entering the next one, because other
        /// scripts' own methods for that moment may run before ours, and what they set would be lost.
        /// </summary>
        internal static void EndPlaying()
        {
            isPlaying = false;
            CloseAll();
            CognitoUnity.Reset();
            LegacyPlayerPrefs.Reset();
            CognitoLog.Reset();
            CognitoCredentialsOptions.Defaults = defaultsOfEditor ?? new CognitoCredentialsOptions();
            defaultsOfEditor = null;
            PlayingEnded?.Invoke();
        }

        /// <summary>For an editor that is not playing and was not told: someone's handler before ours threw.</summary>
        internal static void EndPlayingUnlessEnded()
        {
            if (isPlaying)
            {
                EndPlaying();
            }
        }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void BeginPlaying()
        {
            Begin();
            EndPlayingUnlessEnded();
            Play();
        }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.BeforeSceneLoad)]
        private static void BeforeFirstScene()
        {
            PlayerLoopHook.Install();
        }

        /// <summary>Again: other libraries set up their player loops before the first scene too.</summary>
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.AfterSceneLoad)]
        private static void AfterFirstScene()
        {
            PlayerLoopHook.Install();
        }
    }
}
#endif
