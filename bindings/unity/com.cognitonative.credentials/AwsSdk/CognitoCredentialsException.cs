using System;
using Amazon.Runtime;

namespace CognitoNative.AwsSdk
{
    /// <summary>
    /// There are no credentials: the message has our code and what to do. The SDK does not try again, because no
    /// InnerException looks to it as if that could help; what was thrown is the <see cref="Cause"/>.
    /// </summary>
    public class CognitoCredentialsException : AmazonClientException
    {
        private CognitoCredentialsException(CognitoErrorCode code, string text, Exception cause)
            : base("Amazon Cognito gave no credentials (" + code + "). " + text)
        {
            Code = code;
            Cause = cause;
        }

        /// <summary>What went wrong; branch on this.</summary>
        public CognitoErrorCode Code { get; private set; }

        /// <summary>What was thrown, mostly a <see cref="CognitoException"/>.</summary>
        public Exception Cause { get; private set; }

        /// <summary>What to do about it, in plain words; null when there is nothing to add.</summary>
        public string Hint
        {
            get
            {
                var error = Cause as CognitoException;
                return error == null ? null : error.Hint;
            }
        }

        /// <summary>With the <see cref="Cause"/>.</summary>
        public override string ToString()
        {
            return base.ToString() + Environment.NewLine + "Caused by: " + Cause;
        }

        internal static CognitoCredentialsException Of(Exception cause)
        {
            var error = cause as CognitoException;
            if (error != null)
            {
                return new CognitoCredentialsException(error.Code, error.Message, cause);
            }
            if (cause is ObjectDisposedException)
            {
                return new CognitoCredentialsException(
                    CognitoErrorCode.Closed, "The provider was disposed, and a client still uses it.", cause);
            }
            if (cause is OperationCanceledException)
            {
                return new CognitoCredentialsException(
                    CognitoErrorCode.Cancelled, "The provider was disposed before the answer came.", cause);
            }
            if (cause is InvalidOperationException)
            {
                return new CognitoCredentialsException(
                    CognitoErrorCode.NotCached,
                    cause.Message + " For the AWS SDK: await GetCredentialsAsync() once before the first client.",
                    cause);
            }
            return new CognitoCredentialsException(CognitoErrorCode.Internal, cause.Message, cause);
        }
    }
}
