using System;
using CognitoNative;

namespace Amazon.Runtime
{
    /// <summary>
    /// A request that failed without an answer of the service. All that a <see cref="CognitoException"/> tells is here too; the
    /// original is the InnerException.
    /// </summary>
    public class AmazonClientException : CognitoException
    {
        internal AmazonClientException(CognitoException error)
            : base(error.Code, WithoutHint(error), error)
        {
            Copy(error, this);
        }

        internal static void Copy(CognitoException error, CognitoException copy)
        {
            copy.Hint = error.Hint;
            copy.OptionName = error.OptionName;
            copy.AwsErrorCode = error.AwsErrorCode;
            copy.RequestId = error.RequestId;
            copy.IdentityId = error.IdentityId;
            copy.HttpStatus = error.HttpStatus;
            copy.Attempts = error.Attempts;
            copy.IsRetryable = error.IsRetryable;
        }

        // The base class puts the hint behind the message again.
        internal static string WithoutHint(CognitoException error)
        {
            string end = " " + error.Hint;
            return !string.IsNullOrEmpty(error.Hint) && error.Message.EndsWith(end, StringComparison.Ordinal)
                ? error.Message.Substring(0, error.Message.Length - end.Length)
                : error.Message;
        }
    }
}
