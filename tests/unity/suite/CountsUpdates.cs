using UnityEngine;

namespace UnitySuite
{
    public sealed class CountsUpdates : MonoBehaviour
    {
        public int Updates { get; private set; }

        private void Update()
        {
            Updates++;
        }
    }
}
