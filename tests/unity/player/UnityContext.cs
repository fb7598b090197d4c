using System.Collections.Generic;
using System.Threading;

namespace UnityPlayer
{
    /// <summary>
    /// As UnitySynchronizationContext: there is one in a domain; what is posted to it, from any thread, runs on the main
    /// thread in the next Update.ScriptRunDelayedTasks, or in the editor's next turn.
    /// </summary>
    public sealed class UnityContext : SynchronizationContext
    {
        public static readonly UnityContext Instance = new UnityContext();

        private readonly List<KeyValuePair<SendOrPostCallback, object>> posted =
            new List<KeyValuePair<SendOrPostCallback, object>>();

        private readonly List<KeyValuePair<SendOrPostCallback, object>> now =
            new List<KeyValuePair<SendOrPostCallback, object>>();

        private UnityContext()
        {
        }

        public override void Post(SendOrPostCallback callback, object state)
        {
            lock (posted)
            {
                posted.Add(new KeyValuePair<SendOrPostCallback, object>(callback, state));
            }
        }

        public override SynchronizationContext CreateCopy()
        {
            return this;
        }

        /// <summary>What is behind one that throws stays, and comes first the next time.</summary>
        public void RunPosted()
        {
            lock (posted)
            {
                now.AddRange(posted);
                posted.Clear();
            }
            while (now.Count > 0)
            {
                var work = now[0];
                now.RemoveAt(0);
                work.Key(work.Value);
            }
        }
    }
}
