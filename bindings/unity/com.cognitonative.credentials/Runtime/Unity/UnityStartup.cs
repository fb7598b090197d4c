#if UNITY_5_3_OR_NEWER
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// The moments at which Unity calls this library by itself. Invariant: all of it is on the main thread, can happen
    /// again in the same application domain (domain reload off), and needs nothing in a scene.
    /// </summary>
    internal static class UnityStartup
    {
        private static bool isPlaying;

        /// <summary>Also from the editor, which loads scripts without playing.</summary>
        internal static void Begin()
        {
            UnityMainThread.Capture();
            UnityDefaults.Capture();
        }

        /// <summary>
        /// Play mode is over: statics are what they were before it. Not done on entering the next one, because other
        /// scripts' own methods for that moment may run before ours, and what they set would be lost.
        /// </summary>
        internal static void EndPlaying()
        {
            isPlaying = false;
            CognitoRuntime.CloseAll();
            CognitoUnity.Reset();
            LegacyPlayerPrefs.Reset();
            CognitoLog.Reset();
            CognitoCredentialsOptions.Defaults = new CognitoCredentialsOptions();
        }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void BeginPlaying()
        {
            Begin();
            if (isPlaying)
            {
                // The editor left play mode without telling: an exception in someone's handler can do that.
                EndPlaying();
            }
            isPlaying = true;
            Application.quitting -= CognitoRuntime.CloseAll;
            Application.quitting += CognitoRuntime.CloseAll;
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
