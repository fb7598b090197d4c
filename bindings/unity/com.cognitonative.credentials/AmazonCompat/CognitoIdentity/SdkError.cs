using System;
using Amazon.CognitoIdentity.Model;
using Amazon.Runtime;
using CognitoNative;

namespace Amazon.CognitoIdentity
{
    /// <summary>Gives an error the type by which code for the AWS SDK catches it.</summary>
    internal static class SdkError
    {
        /// <summary>The same error in the SDK's type; what is no such error, and null, stay as they are.</summary>
        internal static Exception From(Exception exception)
        {
            var error = exception as CognitoException;
            // A missing library is none of the SDK's errors.
            return error == null || error is CognitoNativeLibraryException ? exception : Typed(error);
        }

        private static Exception Typed(CognitoException error)
        {
            switch (error.AwsErrorCode)
            {
                case null:
                case "":
                    return new AmazonClientException(error);
                case "ExternalServiceException":
                    return new ExternalServiceException(error);
                case "InternalErrorException":
                    return new InternalErrorException(error);
                case "InvalidIdentityPoolConfigurationException":
                    return new InvalidIdentityPoolConfigurationException(error);
                case "InvalidParameterException":
                    return new InvalidParameterException(error);
                case "LimitExceededException":
                    return new LimitExceededException(error);
                case "NotAuthorizedException":
                    return new NotAuthorizedException(error);
                case "ResourceConflictException":
                    return new ResourceConflictException(error);
                case "ResourceNotFoundException":
                    return new ResourceNotFoundException(error);
                case "TooManyRequestsException":
                    return new TooManyRequestsException(error);
                default:
                    return new AmazonCognitoIdentityException(error);
            }
        }
    }
}
