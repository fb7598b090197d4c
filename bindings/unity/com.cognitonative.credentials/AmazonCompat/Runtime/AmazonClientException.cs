using System;
using CognitoNative;

namespace Amazon.Runtime
{
    /// <summary>
    /// A request that failed, mostly without an answer of the service. All that a <see cref="CognitoException"/> tells
    /// is here too; the original is the InnerException.
    /// </summary>
    public class AmazonClientException : CognitoException
    {
        internal AmazonClientException(CognitoException error)
            : base(error.Code, WithoutHint(error), error)
        {
            Hint = error.Hint;
            AwsErrorCode = error.AwsErrorCode;
            RequestId = error.RequestId;
            IdentityId = error.IdentityId;
            HttpStatus = error.HttpStatus;
            Attempts = error.Attempts;
            IsRetryable = error.IsRetryable;
        }

        // The base class puts the hint behind the message again.
        private static string WithoutHint(CognitoException error)
        {
            string end = " " + error.Hint;
            return !string.IsNullOrEmpty(error.Hint) && error.Message.EndsWith(end, StringComparison.Ordinal)
                ? error.Message.Substring(0, error.Message.Length - end.Length)
                : error.Message;
        }
    }
}
