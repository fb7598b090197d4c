namespace CognitoNative
{
    /// <summary>
    /// The native library is missing, made for another processor, or of another version than these classes. The message
    /// says which file was expected, the likely cause, and what to do.
    /// </summary>
    public sealed class CognitoNativeLibraryException : CognitoException
    {
        internal CognitoNativeLibraryException(string message, System.Exception innerException)
            : base(CognitoErrorCode.Unsupported, message, innerException)
        {
        }
    }
}
