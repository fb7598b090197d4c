using System.Net;
using CognitoNative;

namespace Amazon.Runtime
{
    /// <summary>
    /// The service answered a request with an error. As in the SDK no <see cref="AmazonClientException"/>, so that they can
    /// be caught in any order.
    /// </summary>
    public class AmazonServiceException : CognitoException
    {
        internal AmazonServiceException(CognitoException error)
            : base(error.Code, AmazonClientException.WithoutHint(error), error)
        {
            AmazonClientException.Copy(error, this);
        }

        /// <summary>The service's own code, for example <c>NotAuthorizedException</c>.</summary>
        public string ErrorCode
        {
            get { return AwsErrorCode; }
        }

        /// <summary>The HTTP status of the answer.</summary>
        public HttpStatusCode StatusCode
        {
            get { return (HttpStatusCode)HttpStatus; }
        }
    }
}
