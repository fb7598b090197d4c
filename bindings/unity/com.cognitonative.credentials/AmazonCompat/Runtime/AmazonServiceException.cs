using System.Net;
using CognitoNative;

namespace Amazon.Runtime
{
    /// <summary>The service answered a request with an error.</summary>
    public class AmazonServiceException : AmazonClientException
    {
        internal AmazonServiceException(CognitoException error)
            : base(error)
        {
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
