using System;
using System.Collections.Generic;

namespace UnityEngine.LowLevel
{
    public struct PlayerLoopSystem
    {
        public delegate void UpdateFunction();

        public Type type;
        public PlayerLoopSystem[] subSystemList;
        public UpdateFunction updateDelegate;
    }

    public static class PlayerLoop
    {
        private static PlayerLoopSystem current = GetDefaultPlayerLoop();

        /// <summary>Not in Unity: what the engine itself does in Update.ScriptRunBehaviourUpdate and ScriptRunDelayedTasks.</summary>
        public static Action RunBehaviours = Nothing;
        public static Action RunDelayedTasks = Nothing;

        public static PlayerLoopSystem GetDefaultPlayerLoop()
        {
            return new PlayerLoopSystem
            {
                subSystemList = new[]
                {
#if UNITY_2020_2_OR_NEWER
                    Phase<UnityEngine.PlayerLoop.TimeUpdate>(),
#endif
                    Phase<UnityEngine.PlayerLoop.Initialization>(),
                    Phase<UnityEngine.PlayerLoop.EarlyUpdate>(),
                    Phase<UnityEngine.PlayerLoop.FixedUpdate>(),
                    Phase<UnityEngine.PlayerLoop.PreUpdate>(
                        System<UnityEngine.PlayerLoop.PreUpdate.CheckTexFieldInput>(Nothing)),
                    Phase<UnityEngine.PlayerLoop.Update>(
                        System<UnityEngine.PlayerLoop.Update.ScriptRunBehaviourUpdate>(() => RunBehaviours()),
                        System<UnityEngine.PlayerLoop.Update.ScriptRunDelayedTasks>(() => RunDelayedTasks())),
                    Phase<UnityEngine.PlayerLoop.PreLateUpdate>(),
                    Phase<UnityEngine.PlayerLoop.PostLateUpdate>(),
                },
            };
        }

        public static PlayerLoopSystem GetCurrentPlayerLoop()
        {
            Engine.RequireMainThread("GetCurrentPlayerLoop");
            return Copy(current);
        }

        public static void SetPlayerLoop(PlayerLoopSystem loop)
        {
            Engine.RequireMainThread("SetPlayerLoop");
            current = Copy(loop);
        }

        /// <summary>Not in Unity: one frame.</summary>
        public static void Run()
        {
            Time.frameCount++;
            Run(current);
        }

        /// <summary>Not in Unity: the assemblies whose code the loop would run.</summary>
        public static IEnumerable<Delegate> Delegates()
        {
            return Delegates(current);
        }

        private static IEnumerable<Delegate> Delegates(PlayerLoopSystem system)
        {
            if (system.updateDelegate != null)
            {
                yield return system.updateDelegate;
            }
            foreach (var inner in system.subSystemList ?? new PlayerLoopSystem[0])
            {
                foreach (var update in Delegates(inner))
                {
                    yield return update;
                }
            }
        }

        /// <summary>Not in Unity.</summary>
        public static IEnumerable<Type> Systems()
        {
            return Systems(current);
        }

        internal static void Reset()
        {
            current = GetDefaultPlayerLoop();
        }

        private static IEnumerable<Type> Systems(PlayerLoopSystem system)
        {
            yield return system.type;
            foreach (var inner in system.subSystemList ?? new PlayerLoopSystem[0])
            {
                foreach (var type in Systems(inner))
                {
                    yield return type;
                }
            }
        }

        private static void Run(PlayerLoopSystem system)
        {
            if (system.updateDelegate != null)
            {
                try
                {
                    system.updateDelegate();
                }
                catch (Exception exception)
                {
                    Debug.LogException(exception);
                }
            }
            foreach (var inner in system.subSystemList ?? new PlayerLoopSystem[0])
            {
                Run(inner);
            }
        }

        /// <summary>Unity hands out copies: to change one changes nothing.</summary>
        private static PlayerLoopSystem Copy(PlayerLoopSystem system)
        {
            if (system.subSystemList != null)
            {
                system.subSystemList = Array.ConvertAll(system.subSystemList, Copy);
            }
            return system;
        }

        private static PlayerLoopSystem Phase<T>(params PlayerLoopSystem[] systems)
        {
            return new PlayerLoopSystem { type = typeof(T), subSystemList = systems };
        }

        private static PlayerLoopSystem System<T>(PlayerLoopSystem.UpdateFunction update)
        {
            return new PlayerLoopSystem { type = typeof(T), updateDelegate = update };
        }

        private static void Nothing()
        {
        }
    }
}

namespace UnityEngine.PlayerLoop
{
#if UNITY_2020_2_OR_NEWER
    public struct TimeUpdate
    {
    }
#endif

    public struct Initialization
    {
    }

    public struct EarlyUpdate
    {
    }

    public struct FixedUpdate
    {
    }

    public struct PreUpdate
    {
        public struct CheckTexFieldInput
        {
        }
    }

    public struct Update
    {
        public struct ScriptRunBehaviourUpdate
        {
        }

        public struct ScriptRunDelayedTasks
        {
        }
    }

    public struct PreLateUpdate
    {
    }

    public struct PostLateUpdate
    {
    }
}
