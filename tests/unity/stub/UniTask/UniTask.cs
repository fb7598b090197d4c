using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Cysharp.Threading.Tasks
{
    public enum UniTaskStatus
    {
        Pending = 0,
        Succeeded = 1,
        Faulted = 2,
        Canceled = 3,
    }

    /// <summary>
    /// What the package uses of UniTask 2, with its signatures. As there, a continuation runs where the source is settled, at
    /// once, and a cancellation that is set as an exception is a cancellation.
    /// </summary>
    public struct UniTask
    {
        private readonly UniTaskCompletionSource<bool> source;

        internal UniTask(UniTaskCompletionSource<bool> source)
        {
            this.source = source;
        }

        public static readonly UniTask CompletedTask = new UniTask();

        public UniTaskStatus Status
        {
            get { return source == null ? UniTaskStatus.Succeeded : source.UnsafeGetStatus(); }
        }

        public static UniTask<T> FromResult<T>(T value)
        {
            return new UniTask<T>(value);
        }

        public Awaiter GetAwaiter()
        {
            return new Awaiter(new UniTask<bool>.Awaiter(source, true));
        }

        public struct Awaiter : ICriticalNotifyCompletion
        {
            private readonly UniTask<bool>.Awaiter of;

            internal Awaiter(UniTask<bool>.Awaiter of)
            {
                this.of = of;
            }

            public bool IsCompleted
            {
                get { return of.IsCompleted; }
            }

            public void GetResult()
            {
                of.GetResult();
            }

            public void OnCompleted(Action continuation)
            {
                of.OnCompleted(continuation);
            }

            public void UnsafeOnCompleted(Action continuation)
            {
                of.OnCompleted(continuation);
            }
        }
    }

    public struct UniTask<T>
    {
        private readonly UniTaskCompletionSource<T> source;
        private readonly T result;

        public UniTask(T result)
        {
            source = null;
            this.result = result;
        }

        internal UniTask(UniTaskCompletionSource<T> source)
        {
            this.source = source;
            result = default(T);
        }

        public UniTaskStatus Status
        {
            get { return source == null ? UniTaskStatus.Succeeded : source.UnsafeGetStatus(); }
        }

        public Awaiter GetAwaiter()
        {
            return new Awaiter(source, result);
        }

        public struct Awaiter : ICriticalNotifyCompletion
        {
            private readonly UniTaskCompletionSource<T> source;
            private readonly T result;

            internal Awaiter(UniTaskCompletionSource<T> source, T result)
            {
                this.source = source;
                this.result = result;
            }

            public bool IsCompleted
            {
                get { return source == null || source.UnsafeGetStatus() != UniTaskStatus.Pending; }
            }

            public T GetResult()
            {
                return source == null ? result : source.GetResult();
            }

            public void OnCompleted(Action continuation)
            {
                source.OnCompleted(continuation);
            }

            public void UnsafeOnCompleted(Action continuation)
            {
                source.OnCompleted(continuation);
            }
        }
    }

    public class UniTaskCompletionSource
    {
        private readonly UniTaskCompletionSource<bool> source = new UniTaskCompletionSource<bool>();

        public UniTask Task
        {
            get { return new UniTask(source); }
        }

        public bool TrySetResult()
        {
            return source.TrySetResult(true);
        }

        public bool TrySetCanceled(CancellationToken cancellationToken = default(CancellationToken))
        {
            return source.TrySetCanceled(cancellationToken);
        }

        public bool TrySetException(Exception exception)
        {
            return source.TrySetException(exception);
        }
    }

    public class UniTaskCompletionSource<T>
    {
        private readonly object gate = new object();
        private T result;
        private ExceptionDispatchInfo failure;
        private UniTaskStatus status;
        private Action continuation;

        public UniTask<T> Task
        {
            get { return new UniTask<T>(this); }
        }

        public bool TrySetResult(T result)
        {
            return Settle(UniTaskStatus.Succeeded, result, null);
        }

        public bool TrySetCanceled(CancellationToken cancellationToken = default(CancellationToken))
        {
            return Settle(UniTaskStatus.Canceled, default(T), new OperationCanceledException(cancellationToken));
        }

        public bool TrySetException(Exception exception)
        {
            var cancelled = exception as OperationCanceledException;
            return cancelled == null
                ? Settle(UniTaskStatus.Faulted, default(T), exception)
                : TrySetCanceled(cancelled.CancellationToken);
        }

        public UniTaskStatus UnsafeGetStatus()
        {
            lock (gate)
            {
                return status;
            }
        }

        internal T GetResult()
        {
            if (UnsafeGetStatus() == UniTaskStatus.Pending)
            {
                throw new InvalidOperationException("not yet completed.");
            }
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
                if (status == UniTaskStatus.Pending)
                {
                    continuation += next;
                    return;
                }
            }
            next();
        }

        private bool Settle(UniTaskStatus now, T answer, Exception exception)
        {
            Action next;
            lock (gate)
            {
                if (status != UniTaskStatus.Pending)
                {
                    return false;
                }
                status = now;
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
    }
}
