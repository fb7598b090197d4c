#if UNITY_5_3_OR_NEWER
using System;
using UnityEngine.LowLevel;
using UnityEngine.PlayerLoop;

namespace CognitoNative
{
    /// <summary>
    /// Our place in Unity's player loop. Invariant: after <see cref="Install"/> the loop holds it exactly once, and all
    /// that others put there is where they put it; one that an older context of the scripts left there is gone. The loop
    /// belongs to the engine, which may outlive this assembly, so that a system is ours by its full name. Main thread
    /// only, as everything of the player loop.
    /// </summary>
    internal static class PlayerLoopHook
    {
        /// <summary>Names our system in the loop and in the profiler.</summary>
        private struct CognitoNativeCallbacks
        {
        }

        internal static void Install()
        {
            PlayerLoopSystem loop = PlayerLoop.GetCurrentPlayerLoop();
            if (loop.subSystemList == null)
            {
                // Setting a loop with nothing but our system in it would stop the game.
                loop = PlayerLoop.GetDefaultPlayerLoop();
            }
            if (Count(loop, IsOurs) != 1 || Count(loop, HasOurName) != 1)
            {
                PlayerLoop.SetPlayerLoop(WithOurs(Without(loop)));
            }
        }

        /// <summary>The engine then holds nothing of this assembly by it.</summary>
        internal static void Remove()
        {
            PlayerLoopSystem loop = PlayerLoop.GetCurrentPlayerLoop();
            if (Count(loop, HasOurName) > 0)
            {
                PlayerLoop.SetPlayerLoop(Without(loop));
            }
        }

        private static bool IsOurs(PlayerLoopSystem system)
        {
            return system.type == typeof(CognitoNativeCallbacks);
        }

        private static bool HasOurName(PlayerLoopSystem system)
        {
            return system.type != null && system.type.FullName == typeof(CognitoNativeCallbacks).FullName;
        }

        private static int Count(PlayerLoopSystem system, Predicate<PlayerLoopSystem> isMeant)
        {
            int count = isMeant(system) ? 1 : 0;
            foreach (PlayerLoopSystem inner in system.subSystemList ?? Array.Empty<PlayerLoopSystem>())
            {
                count += Count(inner, isMeant);
            }
            return count;
        }

        private static PlayerLoopSystem Without(PlayerLoopSystem system)
        {
            if (system.subSystemList != null)
            {
                PlayerLoopSystem[] others = Array.FindAll(system.subSystemList, inner => !HasOurName(inner));
                system.subSystemList = Array.ConvertAll(others, Without);
            }
            return system;
        }

        private static PlayerLoopSystem WithOurs(PlayerLoopSystem loop)
        {
            PlayerLoopSystem ours = new PlayerLoopSystem
            {
                type = typeof(CognitoNativeCallbacks),
                updateDelegate = Update,
            };
            PlayerLoopSystem[] phases = (PlayerLoopSystem[])loop.subSystemList.Clone();
            // Last in PreUpdate: every Update of this frame finds what has arrived.
            int preUpdate = Array.FindIndex(phases, phase => phase.type == typeof(PreUpdate));
            if (preUpdate >= 0)
            {
                phases[preUpdate].subSystemList = Append(phases[preUpdate].subSystemList, ours);
                loop.subSystemList = phases;
            }
            else
            {
                // A loop that someone made by hand.
                loop.subSystemList = Append(phases, ours);
            }
            return loop;
        }

        private static PlayerLoopSystem[] Append(PlayerLoopSystem[] systems, PlayerLoopSystem last)
        {
            PlayerLoopSystem[] all = systems ?? Array.Empty<PlayerLoopSystem>();
            PlayerLoopSystem[] longer = new PlayerLoopSystem[all.Length + 1];
            all.CopyTo(longer, 0);
            longer[all.Length] = last;
            return longer;
        }

        private static void Update()
        {
            UnityPump.Instance.Tick();
        }
    }
}
#endif
