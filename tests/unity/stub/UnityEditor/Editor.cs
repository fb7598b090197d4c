using System;

namespace UnityEditor
{
    public enum PlayModeStateChange
    {
        EnteredEditMode,
        ExitingEditMode,
        EnteredPlayMode,
        ExitingPlayMode,
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class InitializeOnLoadMethodAttribute : Attribute
    {
    }

    public static class EditorApplication
    {
        public delegate void CallbackFunction();

        // A field in Unity too.
        public static CallbackFunction update;

        public static event Action<PlayModeStateChange> playModeStateChanged;

        public static event Action quitting;

        public static bool isPlaying
        {
            get { return UnityEngine.Application.isPlaying; }
        }

        /// <summary>Not in Unity.</summary>
        public static void Raise(PlayModeStateChange change)
        {
            var handlers = playModeStateChanged;
            if (handlers != null)
            {
                handlers(change);
            }
        }

        /// <summary>Not in Unity: one turn of the editor.</summary>
        public static void Tick()
        {
            if (update != null)
            {
                update();
            }
        }

        public static void Exit(int returnValue)
        {
            var handlers = quitting;
            if (handlers != null)
            {
                handlers();
            }
        }
    }

    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback();

        public static event AssemblyReloadCallback beforeAssemblyReload;

        /// <summary>Not in Unity.</summary>
        public static void Raise()
        {
            var handlers = beforeAssemblyReload;
            if (handlers != null)
            {
                handlers();
            }
        }
    }
}
