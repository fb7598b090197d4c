using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace CognitoNative.Tests
{
    /// <summary>What this process has of the system: threads and descriptors, as Linux's /proc tells.</summary>
    internal static class ProcessResources
    {
        internal const string TimerThread = "cognito-native";
        internal const string IoThread = "cognito-io";

        /// <summary>
        /// Threads that the native library has started. A thread of the runtime cannot be told by its name here: those
        /// that it starts itself inherit it.
        /// </summary>
        internal static int NativeThreads()
        {
            return ThreadNames().Count(one => one == TimerThread || one == IoThread);
        }

        /// <summary>What the system calls the current thread.</summary>
        internal static int CurrentThreadId()
        {
            return gettid();
        }

        internal static bool HasThread(int id)
        {
            return Directory.Exists("/proc/self/task/" + id);
        }

        internal static int AllThreads()
        {
            return Directory.GetDirectories("/proc/self/task").Length;
        }

        internal static int Descriptors()
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }

        internal static long ResidentKilobytes()
        {
            return long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * (Environment.SystemPageSize / 1024);
        }

        internal static string Describe()
        {
            var names = ThreadNames().GroupBy(one => one).Select(one => one.Count() + " " + one.Key);
            return Descriptors() + " descriptors, threads: " + string.Join(", ", names);
        }

        [DllImport("libc")]
        private static extern int gettid();

        private static List<string> ThreadNames()
        {
            var names = new List<string>();
            foreach (string task in Directory.GetDirectories("/proc/self/task"))
            {
                try
                {
                    names.Add(File.ReadAllText(task + "/comm").Trim());
                }
                catch (IOException)
                {
                    // It ended since the directory was listed.
                }
            }
            return names;
        }
    }
}
