using System.Collections.Generic;
using CognitoNative;

namespace UnitySuite
{
    public sealed class MemoryStorage : CognitoStorage
    {
        public readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        protected override string Load(string key)
        {
            string value;
            return Values.TryGetValue(key, out value) ? value : null;
        }

        protected override void Save(string key, string value)
        {
            Values[key] = value;
        }

        protected override void Remove(string key)
        {
            Values.Remove(key);
        }
    }
}
