using System;

namespace UnityEngine
{
    /// <summary>Like Unity's, it may be called from any thread.</summary>
    public static class Debug
    {
        public static void Log(object message)
        {
        }

        public static void LogError(object message)
        {
            LogWarning(message);
        }

        public static void LogWarning(object message)
        {
            lock (Engine.Warnings)
            {
                Engine.Warnings.Add(message.ToString());
            }
        }

        public static void LogException(Exception exception)
        {
            lock (Engine.Exceptions)
            {
                Engine.Exceptions.Add(exception);
            }
        }
    }
}
