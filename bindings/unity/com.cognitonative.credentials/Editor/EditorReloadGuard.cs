using System;
using UnityEditor;

namespace CognitoNative
{
    /// <summary>
    /// Closes every provider before the editor takes away what their callbacks would run in, and pumps in edit mode.
    /// Invariant: with a reload nothing of the native library holds on to the old scripts, and the engine neither.
    /// </summary>
    internal static partial class EditorReloadGuard
    {
        [InitializeOnLoadMethod]
        private static void Watch()
        {
            UnityStartup.Begin();
            AssemblyReloadEvents.beforeAssemblyReload += Unwatch;
            // A handler of the game that throws keeps the one above from being called.
            AppDomain.CurrentDomain.DomainUnload += OnUnload;
            EditorApplication.quitting += UnityStartup.CloseAll;
            EditorApplication.playModeStateChanged += OnPlayModeStateChanged;
            EditorApplication.update += Update;
            if (EditorApplication.isPlaying)
            {
                // Compiled anew while the game runs: the methods that begin a game are not called again.
                UnityStartup.Play();
                PlayerLoopHook.Install();
            }
        }

#if UNITY_6000_5_OR_NEWER
        [Unity.Scripting.LifecycleManagement.OnCodeUnloading]
#endif
        private static void Unwatch()
        {
            AssemblyReloadEvents.beforeAssemblyReload -= Unwatch;
            AppDomain.CurrentDomain.DomainUnload -= OnUnload;
            EditorApplication.quitting -= UnityStartup.CloseAll;
            EditorApplication.playModeStateChanged -= OnPlayModeStateChanged;
            EditorApplication.update -= Update;
            UnityStartup.End();
        }

        private static void OnUnload(object sender, EventArgs arguments)
        {
            UnityPump.Instance.RefusesQueues = true;
            UnityStartup.CloseAll();
        }

        private static void OnPlayModeStateChanged(PlayModeStateChange change)
        {
            if (change == PlayModeStateChange.ExitingEditMode)
            {
                UnityStartup.EndEditing();
            }
            else if (change == PlayModeStateChange.ExitingPlayMode)
            {
                UnityStartup.CloseAll();
            }
            else if (change == PlayModeStateChange.EnteredEditMode)
            {
                // Again: OnDestroy of the game's scripts ran in between, and may have made new ones.
                UnityStartup.EndPlaying();
            }
        }

        /// <summary>
        /// In play mode the player loop does it. This runs then too, but also while the game is paused, when it must not
        /// be disturbed.
        /// </summary>
        private static void Update()
        {
            if (!EditorApplication.isPlaying)
            {
                UnityStartup.EndPlayingUnlessEnded();
                UnityPump.Instance.Tick();
            }
        }
    }
}
