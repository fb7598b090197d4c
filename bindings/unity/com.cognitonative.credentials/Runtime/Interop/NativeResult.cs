namespace CognitoNative
{
    /// <summary>Turns a refused call into an exception with the library's own text of what is wrong.</summary>
    internal static unsafe class NativeResult
    {
        internal static void Require(int result)
        {
            if (result != NativeMethods.COGNITO_OK)
            {
                throw Refusal(result);
            }
        }

        internal static CognitoException Refusal(int result)
        {
            return new CognitoException((CognitoErrorCode)result, Utf8.Read(NativeMethods.cognito_result_text(result)));
        }
    }
}
