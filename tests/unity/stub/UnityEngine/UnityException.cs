using System;

namespace UnityEngine
{
    public class UnityException : Exception
    {
        public UnityException(string message)
            : base(message)
        {
        }
    }
}
