using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;
using System.Threading;
using UnityEditor;
using UnityEngine;
using UnityEngine.LowLevel;
using UnityEngine.Networking;

namespace UnityPlayer
{
    /// <summary>
    /// Does what Unity does, in its order: starts scripts, runs frames, changes between edit and play mode, reloads, quits.
    /// The thread that creates it is the main thread. As an editor it keeps all statics between play sessions (domain
    /// reload off); a reload is a new application domain with a new one of these.
    /// </summary>
    public sealed class Player : IDisposable
    {
        private static readonly RuntimeInitializeLoadType[] BeforeTheScene =
        {
            RuntimeInitializeLoadType.SubsystemRegistration,
            RuntimeInitializeLoadType.AfterAssembliesLoaded,
            RuntimeInitializeLoadType.BeforeSplashScreen,
            RuntimeInitializeLoadType.BeforeSceneLoad,
        };

        // A hung callback or a lost queue shows as a failed test, not as a run that never ends.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        // Unity calls these once when it loads the scripts, so once in a domain.
        private static bool isEditorStarted;

        private readonly Assembly[] assemblies;
        private readonly SynchronizationContext contextBefore = SynchronizationContext.Current;
        private bool isEnded;

        private Player(bool isEditor, string persistentDataPath, Assembly[] assemblies)
        {
            IsEditor = isEditor;
            this.assemblies = assemblies;
            SynchronizationContext.SetSynchronizationContext(UnityContext.Instance);
            Engine.Start(persistentDataPath);
            PlayerLoop.RunDelayedTasks = UnityContext.Instance.RunPosted;
            PlayerLoop.RunBehaviours = () => CallAll("Update");
        }

        public bool IsEditor { get; private set; }

        public int Frames { get; private set; }

        /// <summary>A built game that starts with these scripts in its first scene.</summary>
        public static Player Build(string persistentDataPath, Assembly[] assemblies, params Type[] scene)
        {
            return Build(persistentDataPath, assemblies, () => { }, scene);
        }

        /// <summary>The same, on a device with what was kept there before.</summary>
        public static Player Build(string persistentDataPath, Assembly[] assemblies, Action keep, params Type[] scene)
        {
            var player = new Player(false, persistentDataPath, assemblies);
            keep();
            player.StartPlaying(scene);
            return player;
        }

        /// <summary>The editor, in edit mode, with the scripts just loaded.</summary>
        public static Player Editor(string persistentDataPath, Assembly[] assemblies)
        {
            var player = new Player(true, persistentDataPath, assemblies);
            if (!isEditorStarted)
            {
                isEditorStarted = true;
                player.RunMethodsWith<InitializeOnLoadMethodAttribute>(attribute => true);
            }
            return player;
        }

        /// <summary>The editor with scripts that were compiled anew while the game ran: no game begins.</summary>
        public static Player EditorThatPlays(string persistentDataPath, Assembly[] assemblies)
        {
            var player = new Player(true, persistentDataPath, assemblies);
            Application.SetPlaying(true);
            player.RunMethodsWith<InitializeOnLoadMethodAttribute>(attribute => true);
            return player;
        }

        public void EnterPlayMode(params Type[] scene)
        {
            EditorApplication.Raise(PlayModeStateChange.ExitingEditMode);
            StartPlaying(scene);
            EditorApplication.Raise(PlayModeStateChange.EnteredPlayMode);
        }

        public void ExitPlayMode()
        {
            EditorApplication.Raise(PlayModeStateChange.ExitingPlayMode);
            StopPlaying();
            // Unity leaves in the player loop what scripts put there.
            EditorApplication.Raise(PlayModeStateChange.EnteredEditMode);
        }

        /// <summary>One frame; in the editor one turn, with a frame in it in play mode.</summary>
        public void Frame()
        {
            Frames++;
            Transfers.RunFinished();
            if (Application.isPlaying)
            {
                PlayerLoop.Run();
            }
            else
            {
                Engine.Guard(UnityContext.Instance.RunPosted);
            }
            if (IsEditor)
            {
                EditorApplication.Tick();
            }
        }

        /// <summary>One turn of the editor while the game is paused: no frame.</summary>
        public void PausedTurn()
        {
            Transfers.RunFinished();
            Engine.Guard(UnityContext.Instance.RunPosted);
            EditorApplication.Tick();
        }

        /// <summary>Frames until it is so.</summary>
        public void FramesUntil(Func<bool> isSo, string what)
        {
            var clock = Stopwatch.StartNew();
            while (!isSo())
            {
                if (clock.Elapsed > Patience)
                {
                    throw new TimeoutException("not within " + Patience + ": " + what);
                }
                Frame();
                // The time between two frames, which no condition is awaited with.
                Thread.Sleep(1);
            }
        }

        /// <summary>A script that comes into the running scene.</summary>
        public void Add(MonoBehaviour script)
        {
            Engine.Scene.Add(script);
            Call(script, "Awake");
            Call(script, "OnEnable");
            Call(script, "Start");
        }

        public T Script<T>() where T : MonoBehaviour
        {
            return Engine.Scene.OfType<T>().Single();
        }

        /// <summary>The editor takes the scripts' domain away.</summary>
        public void BeginReload()
        {
#if UNITY_6000_5_OR_NEWER
            RunMethodsWith<Unity.Scripting.LifecycleManagement.OnCodeUnloadingAttribute>(attribute => true);
#else
            AssemblyReloadEvents.Raise();
#endif
            isEnded = true;
        }

        /// <summary>The player quits, or the editor leaves play mode.</summary>
        public void Dispose()
        {
            if (!isEnded)
            {
                isEnded = true;
                if (IsEditor && Application.isPlaying)
                {
                    ExitPlayMode();
                }
                else if (IsEditor)
                {
                    EditorApplication.Exit(0);
                }
                else
                {
                    StopPlaying();
                }
            }
            SynchronizationContext.SetSynchronizationContext(contextBefore);
        }

        private void StartPlaying(Type[] scene)
        {
            Application.SetPlaying(true);
            foreach (var moment in BeforeTheScene)
            {
                RunMethodsAt(moment);
            }
            foreach (var script in scene)
            {
                Engine.Scene.Add(Construct(script));
            }
            CallAll("Awake");
            CallAll("OnEnable");
            RunMethodsAt(RuntimeInitializeLoadType.AfterSceneLoad);
            CallAll("Start");
        }

        private void StopPlaying()
        {
            Application.RaiseQuitting();
            CallAll("OnDisable");
            CallAll("OnDestroy");
            Engine.Scene.Clear();
            Application.SetPlaying(false);
        }

        private static MonoBehaviour Construct(Type script)
        {
            Engine.IsConstructing = true;
            try
            {
                return (MonoBehaviour)Activator.CreateInstance(script);
            }
            finally
            {
                Engine.IsConstructing = false;
            }
        }

        private void RunMethodsAt(RuntimeInitializeLoadType moment)
        {
            RunMethodsWith<RuntimeInitializeOnLoadMethodAttribute>(attribute => attribute.loadType == moment);
        }

        private void RunMethodsWith<T>(Func<T, bool> isMeant) where T : Attribute
        {
            const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            foreach (var method in assemblies.SelectMany(assembly => assembly.GetTypes())
                .SelectMany(type => type.GetMethods(Static)))
            {
                var attribute = method.GetCustomAttribute<T>();
                if (attribute != null && isMeant(attribute))
                {
                    method.Invoke(null, null);
                }
            }
        }

        private static void CallAll(string message)
        {
            foreach (var script in new List<MonoBehaviour>(Engine.Scene))
            {
                Call(script, message);
            }
        }

        /// <summary>An exception in a script goes to the log, and the game goes on.</summary>
        private static void Call(MonoBehaviour script, string message)
        {
            const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
            var method = script.GetType().GetMethod(message, Instance, null, Type.EmptyTypes, null);
            if (method == null)
            {
                return;
            }
            try
            {
                method.Invoke(script, null);
            }
            catch (TargetInvocationException exception)
            {
                UnityEngine.Debug.LogException(exception.InnerException);
            }
        }
    }
}
