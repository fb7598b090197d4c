namespace CognitoNative
{
    /// <summary>A list of names that the library hands out.</summary>
    internal static unsafe class NativeNames
    {
        /// <summary>Copies the list and frees it.</summary>
        internal static string[] Take(cognito_names* names)
        {
            try
            {
                var copied = new string[(int)NativeMethods.cognito_names_count(names)];
                for (var i = 0; i < copied.Length; i++)
                {
                    copied[i] = Utf8.Read(NativeMethods.cognito_names_get(names, (uint)i));
                }
                return copied;
            }
            finally
            {
                NativeMethods.cognito_names_free(names);
            }
        }
    }
}
