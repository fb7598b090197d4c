using System.Net;
using Amazon.Runtime;
using CognitoNative;

namespace Amazon.CognitoIdentity
{
    /// <summary>Amazon Cognito answered a request with an error. The message says what to do.</summary>
    public class AmazonCognitoIdentityException : AmazonServiceException
    {
        internal AmazonCognitoIdentityException(CognitoException error)
            : base(error.Message, error, ErrorType.Unknown, error.AwsErrorCode, error.RequestId, (HttpStatusCode)error.HttpStatus)
        {
        }
    }
}
