using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>Where a callback of the host runs. An action runs there once, whatever the host's context does.</summary>
    internal sealed class HostThread
    {
        /// <summary>Some thread of the pool.</summary>
        internal static readonly HostThread Pool = new HostThread(action => NobodysContext.QueueToPool(Queued, action));

        /// <summary>The thread that dispatches, at once.</summary>
        private static readonly HostThread Dispatching = new HostThread(action => action());

        /// <summary>A thread of its own for each action: it waits for nobody's, and nobody's waits for it.</summary>
        private static readonly HostThread Own = new HostThread(RunOnItsOwn);

        private static readonly WaitCallback Queued = action => ((Action)action)();

        private readonly Action<Action> run;

        // Null where it is not a context that runs the actions.
        private readonly ContextThread context;

        private HostThread(Action<Action> run)
        {
            this.run = run;
        }

        private HostThread(ContextThread context)
        {
            this.context = context;
            run = context.Run;
        }

        /// <summary>Whoever waits here for an action of it would wait for ever.</summary>
        internal bool IsCalling
        {
            get
            {
                return this == Dispatching
                    ? CognitoRuntime.Pump.RunsOnCallingThread
                    : context != null && context.IsCalling;
            }
        }

        /// <summary>
        /// The main thread: in Unity the one that dispatches anyway; elsewhere that of the caller's synchronization
        /// context (WPF, MAUI, Xamarin). A program without one has no main thread to go back to, so there it is the pool:
        /// the dispatching thread serves everybody, and a callback may block.
        /// </summary>
        internal static HostThread OfCaller()
        {
            return OfMainThread() ?? Pool;
        }

        /// <summary>As <see cref="OfCaller"/>, but events keep their order, which the pool alone does not.</summary>
        internal static HostThread OfEvents()
        {
            return OfMainThread() ?? new HostThread(new SerialPool().Run);
        }

        /// <summary>
        /// As <see cref="OfCaller"/>, but not the pool, whose threads may all be blocked by those who wait for the login
        /// source's answer.
        /// </summary>
        internal static HostThread OfLoginSource()
        {
            return OfMainThread() ?? Own;
        }

        /// <summary>Runs it there. The action must not throw.</summary>
        internal void Run(Action action)
        {
            run(action);
        }

        private static HostThread OfMainThread()
        {
            if (CognitoRuntime.Pump.DispatchesOnMainThread)
            {
                return Dispatching;
            }
            var context = ContextThread.OfCaller();
            return context == null ? null : new HostThread(context);
        }

        private static void RunOnItsOwn(Action action)
        {
            try
            {
                NobodysContext.Start(NobodysContext.CreateThread("CognitoNative login source", action));
            }
            catch (CognitoException)
            {
                // Refused; the pool may still have one.
                Pool.Run(action);
            }
        }
    }
}
