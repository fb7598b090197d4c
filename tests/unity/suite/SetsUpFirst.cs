using System;
using CognitoNative;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>Another script that runs at the very moment ours does, and in this suite after it.</summary>
    public static class SetsUpFirst
    {
        public static bool IsWanted { get; set; }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void SetUp()
        {
            if (IsWanted)
            {
                CognitoUnity.FrameBudget = TimeSpan.FromMilliseconds(7);
            }
        }
    }
}
