using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// The tasks that callers share: the finished one of what is in memory, and the one that is under way. Invariant: the
    /// finished one is handed out only while the library names its number as that of what is fresh, so that a refresh that
    /// is due still starts; the one under way only to callers who would be answered alike.
    /// </summary>
    internal sealed class AnswerTasks<T> where T : class
    {
        private volatile Kept kept;
        private volatile UnderWay underWay;
        private int changes;

        /// <summary>The answer last read from memory, which may be out of date by now; null: none.</summary>
        internal T Last
        {
            get
            {
                var last = kept;
                return last == null ? null : last.Task.Result;
            }
        }

        /// <summary>How often what was answered has been forgotten.</summary>
        internal int Changes
        {
            get { return Volatile.Read(ref changes); }
        }

        /// <summary>The finished task of what has this number; null: it was not kept.</summary>
        /// <param name="number">What the library says now; 0: nothing is fresh.</param>
        internal Task<T> Finished(ulong number)
        {
            var last = kept;
            return last != null && last.Number == number && number != 0 ? last.Task : null;
        }

        internal Task<T> Keep(ulong number, T answer)
        {
            var task = Task.FromResult(answer);
            kept = new Kept(number, task);
            return task;
        }

        /// <summary>
        /// The task under way, or the one that this begins. Where continuations run is part of a task, so that only those
        /// who want them at the same place share one.
        /// </summary>
        internal Task<T> Join(Func<Task<T>> begin)
        {
            var before = Volatile.Read(ref changes);
            var isInline = CognitoRuntime.Pump.ContinuesInline;
            var other = underWay;
            if (other != null && other.Changes == before && other.IsInline == isInline && !other.Task.IsCompleted)
            {
                return other.Task;
            }
            var begun = begin();
            underWay = new UnderWay(before, isInline, begun);
            return begun;
        }

        /// <summary>
        /// The player, or what is known of him, is another one now: an answer that waits to be dispatched is still about the
        /// one before.
        /// </summary>
        internal void Forget()
        {
            Interlocked.Increment(ref changes);
            kept = null;
            underWay = null;
        }

        private sealed class Kept
        {
            internal readonly ulong Number;
            internal readonly Task<T> Task;

            internal Kept(ulong number, Task<T> task)
            {
                Number = number;
                Task = task;
            }
        }

        private sealed class UnderWay
        {
            internal readonly int Changes;
            internal readonly bool IsInline;
            internal readonly Task<T> Task;

            internal UnderWay(int changes, bool isInline, Task<T> task)
            {
                Changes = changes;
                IsInline = isInline;
                Task = task;
            }
        }
    }
}
