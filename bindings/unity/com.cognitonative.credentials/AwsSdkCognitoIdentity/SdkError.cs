using System;
using Amazon.CognitoIdentity.Model;
using CognitoNative;
using CognitoNative.AwsSdk;

namespace Amazon.CognitoIdentity
{
    /// <summary>Gives an error the type by which code for the AWS SDK catches it where it asks for the identity id.</summary>
    internal static class SdkError
    {
        internal static Exception Of(Exception exception)
        {
            var error = exception as CognitoException;
            return error == null || string.IsNullOrEmpty(error.AwsErrorCode)
                ? CognitoCredentialsException.Of(exception)
                : Typed(error);
        }

        private static Exception Typed(CognitoException error)
        {
            switch (error.AwsErrorCode)
            {
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
