using UnityEngine;
using UnityEngine.LowLevel;

namespace UnitySuite
{
    /// <summary>A script that knows only its own player loop, and sets it in every frame.</summary>
    public sealed class ResetsTheLoop : MonoBehaviour
    {
        private void Update()
        {
            PlayerLoop.SetPlayerLoop(PlayerLoop.GetDefaultPlayerLoop());
        }
    }
}
