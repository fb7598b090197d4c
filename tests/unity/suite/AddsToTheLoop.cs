using System.Linq;
using UnityEngine;
using UnityEngine.LowLevel;

namespace UnitySuite
{
    /// <summary>Another library that resets the player loop and puts its own system there, after ours.</summary>
    public sealed class AddsToTheLoop
    {
        public static bool IsWanted { get; set; }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.BeforeSceneLoad)]
        private static void Add()
        {
            if (IsWanted)
            {
                var loop = PlayerLoop.GetDefaultPlayerLoop();
                var own = new PlayerLoopSystem { type = typeof(AddsToTheLoop) };
                loop.subSystemList = loop.subSystemList.Concat(new[] { own }).ToArray();
                PlayerLoop.SetPlayerLoop(loop);
            }
        }
    }
}
