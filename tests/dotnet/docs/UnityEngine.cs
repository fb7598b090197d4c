// As much of UnityEngine as the documentation's scripts name, so that they compile without Unity.
using System;

namespace UnityEngine
{
    public class MonoBehaviour
    {
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute
    {
    }

    public static class PlayerPrefs
    {
        public static string GetString(string key, string defaultValue)
        {
            return defaultValue;
        }

        public static void SetString(string key, string value)
        {
        }

        public static void DeleteKey(string key)
        {
        }

        public static void Save()
        {
        }
    }

    public static class Debug
    {
        public static void Log(object message)
        {
            Console.WriteLine(message);
        }

        public static void LogError(object message)
        {
            Console.Error.WriteLine(message);
        }
    }
}
