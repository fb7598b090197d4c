#if UNITY_5_3_OR_NEWER
using UnityEngine;

namespace Amazon
{
    /// <summary>What the AWS Mobile SDK for Unity had to be started with. Nothing has to be started here.</summary>
    public static class UnityInitializer
    {
        /// <summary>Does nothing: callbacks reach the main thread without an object in the scene.</summary>
        /// <param name="gameObject">Any, also null.</param>
        public static void AttachToGameObject(GameObject gameObject)
        {
        }
    }
}
#endif
