using UnityEngine;
using UnityEngine.LowLevel;

namespace UnitySuite
{
    /// <summary>A script that makes its own loop early, and sets it when it begins.</summary>
    public sealed class KeepsTheLoop : MonoBehaviour
    {
        private PlayerLoopSystem loop;

        private void Awake()
        {
            loop = PlayerLoop.GetCurrentPlayerLoop();
        }

        private void Start()
        {
            PlayerLoop.SetPlayerLoop(loop);
        }
    }
}
