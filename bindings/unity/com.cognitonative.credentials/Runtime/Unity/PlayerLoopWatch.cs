#if UNITY_5_3_OR_NEWER
using System;
using System.Threading;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// Notices that the player loop has lost our system, because some script set a loop of its own
    /// (<c>PlayerLoop.SetPlayerLoop(PlayerLoop.GetDefaultPlayerLoop())</c>), puts it back, and ticks in its place.
    /// Invariant: it looks where no player loop of a script can stop it, from Unity's synchronization context in the frames
    /// after a request, and from a timer for what nobody asked for; it touches the loop on the main thread only.
    /// </summary>
    internal sealed class PlayerLoopWatch
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

        private const int FramesAfterRequest = 2;

        // Who replaces the loop once may do it in every frame.
        private const int FramesAfterLoss = 100;

        private readonly Func<long> tickCount;
        private readonly Action tick;
        private readonly SendOrPostCallback look;
        private readonly object gate = new object();
        private Timer timer;
        private long lastTickCount;
        private volatile bool isExpecting;
        private int isPosted;

        // Of the main thread.
        private int frame;
        private long ticksInFrame;
        private int framesLeft;

        internal PlayerLoopWatch(Func<long> tickCount, Action tick)
        {
            this.tickCount = tickCount;
            this.tick = tick;
            look = LookInFrame;
        }

        /// <summary>Any thread.</summary>
        internal void Start()
        {
            lock (gate)
            {
                if (timer == null)
                {
                    lastTickCount = tickCount();
                    timer = NobodysContext.StartTimer(LookFromTimer, null, Interval, Interval);
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

        /// <summary>Looks in the next frames. Any thread.</summary>
        internal void Expect()
        {
            isExpecting = true;
            if (Interlocked.Exchange(ref isPosted, 1) == 0)
            {
                Post();
            }
        }

        private void LookFromTimer(object state)
        {
            long ticks = tickCount();
            if (Interlocked.Exchange(ref lastTickCount, ticks) == ticks)
            {
                // No frame for so long: a paused editor, a game in the background, a long load, or a lost system.
                Expect();
            }
        }

        private void Post()
        {
            if (!UnityMainThread.TryPost(look))
            {
                Interlocked.Exchange(ref isPosted, 0);
            }
        }

        private void LookInFrame(object state)
        {
            if (!Application.isPlaying)
            {
                framesLeft = 0;
                Interlocked.Exchange(ref isPosted, 0);
                return;
            }
            if (isExpecting)
            {
                isExpecting = false;
                framesLeft = Math.Max(framesLeft, FramesAfterRequest);
            }
            // The same one: the first look, or the game is paused and must not be disturbed.
            if (frame != Time.frameCount)
            {
                LookAtLastFrame();
            }
            if (framesLeft > 0)
            {
                Post();
                return;
            }
            Interlocked.Exchange(ref isPosted, 0);
            if (isExpecting)
            {
                // Between the two lines above.
                Expect();
            }
        }

        /// <summary>Our system's place is before this context's in each frame.</summary>
        private void LookAtLastFrame()
        {
            // Only of two frames in succession is it known that the loop had its turn between both looks.
            bool isLost = Time.frameCount - frame == 1 && ticksInFrame == tickCount();
            framesLeft--;
            if (isLost)
            {
                framesLeft = FramesAfterLoss;
                PlayerLoopHook.Install();
                tick();
            }
            frame = Time.frameCount;
            ticksInFrame = tickCount();
        }
    }
}
#endif
