#if UNITY_5_3_OR_NEWER
using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// What can be set for Unity. There is nothing that has to be: callbacks and <c>await</c> continuations arrive on
    /// the main thread without any object in a scene and without a call at startup.
    /// </summary>
    public static class CognitoUnity
    {
        private static readonly TimeSpan DefaultFrameBudget = TimeSpan.FromMilliseconds(2);
        private static readonly TimeSpan LongestFrameBudget = TimeSpan.FromSeconds(1);

        private static long frameBudgetTicks = DefaultFrameBudget.Ticks;

        /// <summary>
        /// How long the callbacks of one frame may take together; what is ready and finds no time arrives in the next
        /// frames. A callback that has begun is never cut short, and at least one runs in each frame. Default: two
        /// milliseconds.
        /// </summary>
        /// <remarks>Any thread. Leaving play mode in the editor sets the default again.</remarks>
        /// <exception cref="ArgumentOutOfRangeException">
        /// It is not more than zero, or it is longer than a second. (Callbacks that each make the next request could
        /// then keep the frame for ever.)
        /// </exception>
        public static TimeSpan FrameBudget
        {
            get
            {
                return TimeSpan.FromTicks(Interlocked.Read(ref frameBudgetTicks));
            }

            set
            {
                if (value <= TimeSpan.Zero || value > LongestFrameBudget)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(value),
                        value,
                        "A frame budget is more than zero and at most one second.");
                }
                Interlocked.Exchange(ref frameBudgetTicks, value.Ticks);
            }
        }

        internal static void Reset()
        {
            FrameBudget = DefaultFrameBudget;
        }
    }
}
#endif
