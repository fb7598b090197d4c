using System;
using System.Collections.Generic;
using System.Linq;

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
            UnityEngine.Engine.Guard(() => playModeStateChanged?.Invoke(change));
        }

        /// <summary>Not in Unity: what the editor would call, and so keeps alive.</summary>
        public static IEnumerable<Delegate> Handlers()
        {
            return new Delegate[]
                {
                    update, playModeStateChanged, quitting, AssemblyReloadEvents.Handler,
                    Compilation.CompilationPipeline.Handler,
                }
                .Where(handler => handler != null)
                .SelectMany(handler => handler.GetInvocationList());
        }

        /// <summary>Not in Unity: a handler that comes before all others.</summary>
        public static void Prepend(Action<PlayModeStateChange> first)
        {
            playModeStateChanged = first + playModeStateChanged;
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

        internal static Delegate Handler
        {
            get { return beforeAssemblyReload; }
        }

        /// <summary>Not in Unity.</summary>
        public static void Raise()
        {
            UnityEngine.Engine.Guard(() => beforeAssemblyReload?.Invoke());
        }
    }
}
