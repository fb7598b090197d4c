#if UNITY_2023_1_OR_NEWER
using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace UnityEngine
{
    /// <summary>
    /// As Unity's: a continuation runs where the source is settled, at once and in no context; and whoever has taken the
    /// result has it no more, for Unity then lends it to somebody else.
    /// </summary>
    public class Awaitable
    {
        private readonly Awaitable<bool> all = new Awaitable<bool>();

        internal Awaitable()
        {
        }

        public bool IsCompleted
        {
            get { return all.IsCompleted; }
        }

        public void Cancel()
        {
            all.Cancel();
        }

        public Awaiter GetAwaiter()
        {
            return new Awaiter(all);
        }

        internal bool TrySettle(Exception exception)
        {
            return all.TrySettle(true, exception);
        }

        public struct Awaiter : INotifyCompletion
        {
            private readonly Awaitable<bool> all;

            internal Awaiter(Awaitable<bool> all)
            {
                this.all = all;
            }

            public bool IsCompleted
            {
                get { return all.IsCompleted; }
            }

            public void OnCompleted(Action continuation)
            {
                all.OnCompleted(continuation);
            }

            public void GetResult()
            {
                all.GetResult();
            }
        }
    }

    public class Awaitable<T>
    {
        private readonly object gate = new object();
        private T result;
        private ExceptionDispatchInfo failure;
        private Action continuation;
        private bool isDone;
        private bool isTaken;

        internal Awaitable()
        {
        }

        internal bool IsCompleted
        {
            get
            {
                lock (gate)
                {
                    return isTaken ? throw new InvalidOperationException("Awaitable is in detached state") : isDone;
                }
            }
        }

        public void Cancel()
        {
            TrySettle(default(T), new OperationCanceledException());
        }

        public Awaiter GetAwaiter()
        {
            return new Awaiter(this);
        }

        internal T GetResult()
        {
            if (!IsCompleted)
            {
                throw new InvalidOperationException("Unity leaves open what happens now.");
            }
            isTaken = true;
            if (failure != null)
            {
                failure.Throw();
            }
            return result;
        }

        internal void OnCompleted(Action next)
        {
            lock (gate)
            {
                if (!isDone)
                {
                    continuation = next;
                    return;
                }
            }
            next();
        }

        internal bool TrySettle(T answer, Exception exception)
        {
            Action next;
            lock (gate)
            {
                if (isDone)
                {
                    return false;
                }
                isDone = true;
                result = answer;
                failure = exception == null ? null : ExceptionDispatchInfo.Capture(exception);
                next = continuation;
            }
            if (next != null)
            {
                next();
            }
            return true;
        }

        public struct Awaiter : INotifyCompletion
        {
            private readonly Awaitable<T> awaitable;

            public Awaiter(Awaitable<T> awaitable)
            {
                this.awaitable = awaitable;
            }

            public bool IsCompleted
            {
                get { return awaitable.IsCompleted; }
            }

            public void OnCompleted(Action continuation)
            {
                awaitable.OnCompleted(continuation);
            }

            public T GetResult()
            {
                return awaitable.GetResult();
            }
        }
    }

    public class AwaitableCompletionSource
    {
        public AwaitableCompletionSource()
        {
            Awaitable = new Awaitable();
        }

        public Awaitable Awaitable { get; private set; }

        public void SetResult()
        {
            AwaitableCompletionSource<bool>.Once(Awaitable.TrySettle(null));
        }

        public void SetException(Exception exception)
        {
            AwaitableCompletionSource<bool>.Once(Awaitable.TrySettle(exception));
        }
    }

    public class AwaitableCompletionSource<T>
    {
        public AwaitableCompletionSource()
        {
            Awaitable = new Awaitable<T>();
        }

        public Awaitable<T> Awaitable { get; private set; }

        public void SetResult(in T value)
        {
            Once(Awaitable.TrySettle(value, null));
        }

        public void SetException(Exception exception)
        {
            Once(Awaitable.TrySettle(default(T), exception));
        }

        internal static void Once(bool isFirst)
        {
            if (!isFirst)
            {
                throw new InvalidOperationException("Can't raise completion of the same Awaitable twice");
            }
        }
    }
}
#endif
