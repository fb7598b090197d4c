using System;
using System.Runtime.InteropServices;
using System.Text;

namespace CognitoNative
{
    /// <summary>
    /// A string as the library takes it, for the length of one call. It may be a token, so the memory is zeroed before
    /// it is freed.
    /// </summary>
    internal sealed unsafe class NativeText : IDisposable
    {
        private readonly int length;
        private byte* memory;

        /// <param name="text">Null is fine, and stays null.</param>
        /// <param name="name">What the host calls it, for the exception.</param>
        internal NativeText(string text, string name)
        {
            if (text == null)
            {
                return;
            }
            length = CountBytes(text, name);
            memory = (byte*)Marshal.AllocHGlobal(length + 1);
            fixed (char* characters = text)
            {
                Utf8.Strict.GetBytes(characters, text.Length, memory, length);
            }
            memory[length] = 0;
        }

        /// <summary>Valid until <see cref="Dispose"/>.</summary>
        internal byte* Pointer
        {
            get { return memory; }
        }

        /// <summary>Zeroes and frees the memory; a second time does nothing.</summary>
        public void Dispose()
        {
            if (memory == null)
            {
                return;
            }
            for (var i = 0; i < length; i++)
            {
                memory[i] = 0;
            }
            Marshal.FreeHGlobal((IntPtr)memory);
            memory = null;
        }

        /// <summary>How long it is for the library, without the NUL behind it; throws when it cannot be handed over.</summary>
        internal static int CountBytes(string text, string name)
        {
            if (text.IndexOf('\0') >= 0)
            {
                throw new ArgumentException("It must not contain a NUL character.", name);
            }
            try
            {
                return Utf8.Strict.GetByteCount(text);
            }
            catch (EncoderFallbackException)
            {
                // Its own message and properties would show a piece of the text, which may be a secret.
                throw new ArgumentException("It is not valid Unicode: it contains half a surrogate pair.", name);
            }
        }
    }
}
