using System;
using System.Text;

namespace CognitoNative
{
    /// <summary>Reads the library's texts: UTF-8 that ends with NUL, borrowed from an object of the library.</summary>
    internal static unsafe class Utf8
    {
        /// <summary>Refuses half a surrogate pair instead of sending a question mark in its place.</summary>
        internal static readonly Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>Null for null: what is unknown or absent.</summary>
        internal static string Read(byte* text)
        {
            if (text == null)
            {
                return null;
            }
            var length = 0;
            while (text[length] != 0)
            {
                length++;
            }
            return length == 0 ? string.Empty : Encoding.UTF8.GetString(text, length);
        }

        /// <summary>Whether the text is this ASCII string; makes no string to find out.</summary>
        internal static bool IsAscii(byte* text, string expected)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                // A text that is shorter differs at its NUL, so nothing behind it is read.
                if (text[i] != expected[i])
                {
                    return false;
                }
            }
            return text[expected.Length] == 0;
        }
    }
}
