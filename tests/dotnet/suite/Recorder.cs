using System;
using System.Collections.Generic;
using System.Threading;

namespace CognitoNative.Tests
{
    /// <summary>What came, in order, from whichever thread; a test waits for as much as it expects.</summary>
    internal sealed class Recorder<T>
    {
        private readonly List<T> _all = new List<T>();

        internal void Add(T one)
        {
            lock (_all)
            {
                _all.Add(one);
                Monitor.PulseAll(_all);
            }
        }

        internal T[] All
        {
            get
            {
                lock (_all)
                {
                    return _all.ToArray();
                }
            }
        }

        /// <summary>All there are, once there are so many.</summary>
        internal T[] WaitFor(int count)
        {
            DateTime end = DateTime.UtcNow + Settled.Limit;
            lock (_all)
            {
                while (_all.Count < count)
                {
                    TimeSpan left = end - DateTime.UtcNow;
                    if (left <= TimeSpan.Zero || !Monitor.Wait(_all, left))
                    {
                        throw new TimeoutException(
                            "waited for " + count + ", but there are: " + string.Join(", ", _all));
                    }
                }
                return _all.ToArray();
            }
        }

        /// <summary>The first one.</summary>
        internal T First()
        {
            return WaitFor(1)[0];
        }
    }
}
