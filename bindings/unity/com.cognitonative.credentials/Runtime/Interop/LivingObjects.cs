using System;
using System.Collections.Generic;

namespace CognitoNative
{
    /// <summary>
    /// Objects that native code names by a number. A number outlives its object harmlessly, unlike a GCHandle, which
    /// could not be freed while another thread might just be looking it up; and the references are weak, so that an
    /// object that was forgotten without Dispose is still collected. The dictionary is one of int, which the runtime's own
    /// assemblies have: one of IntPtr would be compiled at every start.
    /// </summary>
    internal sealed class LivingObjects<T> where T : class
    {
        private readonly Dictionary<int, WeakReference<T>> objects = new Dictionary<int, WeakReference<T>>();
        private int last;

        internal IntPtr Add(T living)
        {
            lock (objects)
            {
                do
                {
                    last = last == int.MaxValue ? 1 : last + 1;
                }
                while (objects.ContainsKey(last));
                objects.Add(last, new WeakReference<T>(living));
                return (IntPtr)last;
            }
        }

        internal void Remove(IntPtr number)
        {
            lock (objects)
            {
                objects.Remove((int)number);
            }
        }

        /// <summary>Null when it is gone.</summary>
        internal T Find(IntPtr number)
        {
            lock (objects)
            {
                WeakReference<T> reference;
                T living;
                return objects.TryGetValue((int)number, out reference) && reference.TryGetTarget(out living) ? living : null;
            }
        }

        internal List<T> All()
        {
            lock (objects)
            {
                var all = new List<T>(objects.Count);
                foreach (var reference in objects.Values)
                {
                    T living;
                    if (reference.TryGetTarget(out living))
                    {
                        all.Add(living);
                    }
                }
                return all;
            }
        }
    }
}
