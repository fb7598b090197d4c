using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace CognitoNative
{
    /// <summary>Strings and arrays of strings as the library takes them, all freed together.</summary>
    internal sealed unsafe class NativeTexts : IDisposable
    {
        private readonly List<NativeText> texts = new List<NativeText>();

        // Not a list: one of IntPtr would be compiled at every start.
        private IntPtr[] arrays = new IntPtr[0];

        internal byte* Add(string text, string name)
        {
            var added = new NativeText(text, name);
            texts.Add(added);
            return added.Pointer;
        }

        /// <summary>An array of pointers; null for no strings.</summary>
        internal byte** AddAll(string[] strings, string name)
        {
            if (strings == null || strings.Length == 0)
            {
                return null;
            }
            var array = Marshal.AllocHGlobal(strings.Length * sizeof(byte*));
            var before = arrays;
            arrays = new IntPtr[before.Length + 1];
            before.CopyTo(arrays, 0);
            arrays[before.Length] = array;
            var pointers = (byte**)array;
            for (var i = 0; i < strings.Length; i++)
            {
                pointers[i] = Add(strings[i], name);
            }
            return pointers;
        }

        public void Dispose()
        {
            foreach (var text in texts)
            {
                text.Dispose();
            }
            foreach (var array in arrays)
            {
                Marshal.FreeHGlobal(array);
            }
            texts.Clear();
            arrays = new IntPtr[0];
        }
    }
}
