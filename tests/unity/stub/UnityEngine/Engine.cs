using System;
using System.Collections.Generic;
using System.Threading;

namespace UnityEngine
{
    /// <summary>
    /// What stands behind this stub of Unity's classes, and is driven by the tests' player. Not in Unity. It refuses what
    /// Unity refuses: most of its classes answer on the main thread only, and not while an object is being constructed.
    /// </summary>
    public static class Engine
    {
        public static readonly List<string> Warnings = new List<string>();
        public static readonly List<Exception> Exceptions = new List<Exception>();
        public static readonly Dictionary<string, string> Preferences = new Dictionary<string, string>();

        /// <summary>The GameObjects' scripts of the scene.</summary>
        public static readonly List<MonoBehaviour> Scene = new List<MonoBehaviour>();

        /// <summary>Unity constructs scripts while it loads a scene, and refuses its own calls then.</summary>
        public static bool IsConstructing;

        /// <summary>Release builds check no thread: there a wrong one reads whatever it finds, or crashes.</summary>
        public static bool IsReleaseBuild;

        public static int PreferencesSaved;
        public static string PersistentDataPath;

        private static int mainThread;

        /// <summary>The calling thread is the main thread from now on; everything is as after Unity's start.</summary>
        public static void Start(string persistentDataPath)
        {
            mainThread = Thread.CurrentThread.ManagedThreadId;
            PersistentDataPath = persistentDataPath;
            Warnings.Clear();
            Exceptions.Clear();
            Preferences.Clear();
            Scene.Clear();
            IsConstructing = false;
            IsReleaseBuild = false;
            PreferencesSaved = 0;
            LowLevel.PlayerLoop.Reset();
            Application.Reset();
        }

        /// <summary>
        /// As the engine calls scripts: the first handler of an event that throws keeps the rest from being called, and
        /// the exception goes to the log.
        /// </summary>
        public static void Guard(Action call)
        {
            try
            {
                call();
            }
            catch (Exception exception)
            {
                Debug.LogException(exception);
            }
        }

        internal static void RequireMainThread(string member)
        {
            if (IsReleaseBuild)
            {
                return;
            }
            if (Thread.CurrentThread.ManagedThreadId != mainThread)
            {
                throw new UnityException(member + " can only be called from the main thread.");
            }
            if (IsConstructing)
            {
                throw new UnityException(member + " is not allowed to be called from a MonoBehaviour constructor.");
            }
        }
    }
}
