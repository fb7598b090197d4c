using System;

namespace UnityEngine
{
    public enum RuntimePlatform
    {
        LinuxPlayer = 13,
        LinuxEditor = 16,
    }

    public static class Time
    {
        public static int frameCount { get; internal set; }
    }

    public static class Application
    {
        public static event Action quitting;

        public static bool isPlaying { get; private set; }

        public static string unityVersion
        {
            get { return "2021.3.45f1"; }
        }

        public static RuntimePlatform platform
        {
            get { return RuntimePlatform.LinuxEditor; }
        }

        public static string persistentDataPath
        {
            get
            {
                Engine.RequireMainThread("get_persistentDataPath");
                return Engine.PersistentDataPath;
            }
        }

        public static string temporaryCachePath
        {
            get
            {
                Engine.RequireMainThread("get_temporaryCachePath");
                return Engine.PersistentDataPath + "/cache";
            }
        }

        /// <summary>Not in Unity.</summary>
        public static void SetPlaying(bool playing)
        {
            isPlaying = playing;
        }

        /// <summary>Not in Unity: it happens at the end of a player, and of play mode.</summary>
        public static void RaiseQuitting()
        {
            Engine.Guard(() => quitting?.Invoke());
        }

        /// <summary>Not in Unity: a handler that comes before all others.</summary>
        public static void Prepend(Action first)
        {
            quitting = first + quitting;
        }

        /// <summary>Not in Unity: what the engine would call, and so keeps alive.</summary>
        public static Delegate[] Handlers()
        {
            return quitting == null ? new Delegate[0] : quitting.GetInvocationList();
        }

        internal static void Reset()
        {
            // As in Unity, `quitting` keeps its handlers for the life of the domain.
            isPlaying = false;
        }
    }
}
