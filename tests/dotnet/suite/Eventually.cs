using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>
    /// For what nobody announces: a thread of the system that ends, an object that is collected. Ends at once when it is
    /// so; the time limit only turns a hang into a failure.
    /// </summary>
    internal static class Eventually
    {
        internal const int TimeoutMs = 20000;

        internal static void IsTrue(Func<bool> condition, Func<string> found)
        {
            var watch = Stopwatch.StartNew();
            while (!condition())
            {
                if (watch.ElapsedMilliseconds > TimeoutMs)
                {
                    Assert.Fail("after " + TimeoutMs + " ms: " + found());
                }
                Thread.Yield();
            }
        }

        /// <summary>As above, collecting garbage and running finalizers on the way.</summary>
        internal static void IsCollected(Func<bool> condition, Func<string> found)
        {
            IsTrue(
                () =>
                {
                    // Mono looks at stacks conservatively: what a test held a moment ago must be overwritten first.
                    OverwriteStack(64);
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return condition();
                },
                found);
        }

        private static int OverwriteStack(int depth)
        {
            long a = depth, b = depth, c = depth, d = depth;
            return depth == 0 ? (int)(a + b + c + d) : OverwriteStack(depth - 1);
        }
    }
}
