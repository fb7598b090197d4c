using System;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>
    /// An answer that is an error, or a call that was refused. It says what happened and what to do, and holds no token
    /// and no key.
    /// </summary>
    public class CognitoException : Exception
    {
        /// <summary>For tests and fakes of the host, which set the rest as they need it; the library makes its own.</summary>
        /// <param name="code">What went wrong.</param>
        /// <param name="message">What happened, for people.</param>
        /// <param name="innerException">The cause, e.g. what a login source threw; may be null.</param>
        public CognitoException(CognitoErrorCode code, string message, [AllowNull] Exception innerException = null)
            : base(message, innerException)
        {
            Code = code;
        }

        /// <summary>What went wrong; branch on this.</summary>
        public CognitoErrorCode Code { get; private set; }

        /// <summary>What happened, and after it the <see cref="Hint"/> when there is one.</summary>
        public override string Message
        {
            get { return string.IsNullOrEmpty(Hint) ? base.Message : Sentence(base.Message) + " " + Hint; }
        }

        /// <summary>What to do about it, in plain words; null when there is nothing to add.</summary>
        [MaybeNull, AllowNull]
        public string Hint { get; set; }

        /// <summary>
        /// The member of <see cref="CognitoCredentialsOptions"/> that an InvalidOptions is about; null when it is about none.
        /// </summary>
        [MaybeNull, AllowNull]
        public string OptionName { get; internal set; }

        /// <summary>The service's own error code, e.g. "NotAuthorizedException"; null when it gave none.</summary>
        [MaybeNull, AllowNull]
        public string AwsErrorCode { get; set; }

        /// <summary>The service's id of the failed request, for AWS support; null when it gave none.</summary>
        [MaybeNull, AllowNull]
        public string RequestId { get; set; }

        /// <summary>The player's identity id, which may be known all the same; else null.</summary>
        [MaybeNull, AllowNull]
        public string IdentityId { get; set; }

        /// <summary>The HTTP status of the failed request; 0 when there was no answer.</summary>
        public int HttpStatus { get; set; }

        /// <summary>How many HTTP requests were sent; 0 when none was.</summary>
        public int Attempts { get; set; }

        /// <summary>Whether the same call may succeed later without any change.</summary>
        public bool IsRetryable { get; set; }

        /// <summary>
        /// With what a log needs to be searched for: <see cref="Code"/>, <see cref="AwsErrorCode"/>, <see cref="RequestId"/>.
        /// </summary>
        public override string ToString()
        {
            var details = Code.ToString()
                + (AwsErrorCode == null ? "" : ", " + AwsErrorCode)
                + (RequestId == null ? "" : ", request " + RequestId);
            return "[" + details + "] " + base.ToString();
        }

        private static string Sentence(string text)
        {
            return text.EndsWith(".", StringComparison.Ordinal) || text.EndsWith("?", StringComparison.Ordinal)
                ? text
                : text + ".";
        }
    }
}
