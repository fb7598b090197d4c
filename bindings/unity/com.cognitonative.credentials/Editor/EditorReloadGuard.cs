using UnityEditor;

namespace CognitoNative
{
    /// <summary>
    /// Closes every provider before the editor takes away what their callbacks would run in, and pumps in edit mode.
    /// Invariant: with a domain reload nothing of the native library holds on to the old domain.
    /// </summary>
    internal static class EditorReloadGuard
    {
        [InitializeOnLoadMethod]
        private static void Watch()
        {
            UnityStartup.Begin();
            AssemblyReloadEvents.beforeAssemblyReload += CognitoRuntime.CloseAll;
            EditorApplication.quitting += CognitoRuntime.CloseAll;
            EditorApplication.playModeStateChanged += OnPlayModeStateChanged;
            EditorApplication.update += Update;
        }

        private static void OnPlayModeStateChanged(PlayModeStateChange change)
        {
            if (change == PlayModeStateChange.ExitingPlayMode)
            {
                CognitoRuntime.CloseAll();
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
                UnityPump.Instance.Tick();
            }
        }
    }
}
