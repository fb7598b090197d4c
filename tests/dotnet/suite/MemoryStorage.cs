using System;
using System.Collections.Concurrent;

namespace CognitoNative.Tests
{
    /// <summary>A store of the host's own, in memory; on demand one that fails.</summary>
    internal sealed class MemoryStorage : CognitoStorage
    {
        internal readonly ConcurrentDictionary<string, string> Values = new ConcurrentDictionary<string, string>();
        internal readonly Recorder<string> Calls = new Recorder<string>();
        internal Action<string> BeforeCall = call => { };

        protected internal override string Load(string key)
        {
            Note("load " + key);
            string value;
            return Values.TryGetValue(key, out value) ? value : null;
        }

        protected internal override void Save(string key, string value)
        {
            Note("save " + key);
            Values[key] = value;
        }

        protected internal override void Remove(string key)
        {
            Note("remove " + key);
            string value;
            Values.TryRemove(key, out value);
        }

        private void Note(string call)
        {
            Calls.Add(call);
            BeforeCall(call);
        }
    }
}
