#if UNITY_5_3_OR_NEWER
using System;
using System.Threading;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// Notices that the player loop has lost our system, because some script set a loop of its own
    /// (<c>PlayerLoop.SetPlayerLoop(PlayerLoop.GetDefaultPlayerLoop())</c>), and puts it back. Invariant: it looks from a
    /// timer, which no player loop can stop, and touches the loop on the main thread only.
    /// </summary>
    internal sealed class PlayerLoopWatch
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

        private readonly Func<long> tickCount;
        private readonly object gate = new object();
        private Timer timer;
        private long lastTickCount;
        private int isAsked;

        internal PlayerLoopWatch(Func<long> tickCount)
        {
            this.tickCount = tickCount;
        }

        /// <summary>Any thread.</summary>
        internal void Start()
        {
            lock (gate)
            {
                if (timer == null)
                {
                    lastTickCount = tickCount();
                    timer = NobodysContext.StartTimer(Look, null, Interval, Interval);
                }
            }
        }

        /// <summary>Any thread. It may look once more.</summary>
        internal void Stop()
        {
            lock (gate)
            {
                timer?.Dispose();
                timer = null;
            }
        }

        private void Look(object state)
        {
            long ticks = tickCount();
            if (Interlocked.Exchange(ref lastTickCount, ticks) != ticks)
            {
                return;
            }
            // No frame for so long: a paused editor, a game in the background, a long load, or a lost system. Asked
            // once until the main thread comes to it.
            if (Interlocked.Exchange(ref isAsked, 1) == 0 && !UnityMainThread.TryPost(Restore))
            {
                Interlocked.Exchange(ref isAsked, 0);
            }
        }

        private void Restore(object state)
        {
            Interlocked.Exchange(ref isAsked, 0);
            if (Application.isPlaying)
            {
                PlayerLoopHook.Install();
            }
        }
    }
}
#endif
