using CognitoNative;

namespace Amazon.CognitoIdentity.Model
{
    /// <summary>A login provider answered Amazon Cognito with an error.</summary>
    public class ExternalServiceException : AmazonCognitoIdentityException
    {
        internal ExternalServiceException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>Amazon Cognito failed on its side.</summary>
    public class InternalErrorException : AmazonCognitoIdentityException
    {
        internal InternalErrorException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>The identity pool has no role for this player.</summary>
    public class InvalidIdentityPoolConfigurationException : AmazonCognitoIdentityException
    {
        internal InvalidIdentityPoolConfigurationException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>Amazon Cognito says that a parameter is not valid.</summary>
    public class InvalidParameterException : AmazonCognitoIdentityException
    {
        internal InvalidParameterException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>A limit of Amazon Cognito was reached.</summary>
    public class LimitExceededException : AmazonCognitoIdentityException
    {
        internal LimitExceededException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>The player may not do this: guests are off, or the login is not accepted.</summary>
    public class NotAuthorizedException : AmazonCognitoIdentityException
    {
        internal NotAuthorizedException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>The login is linked to another identity already.</summary>
    public class ResourceConflictException : AmazonCognitoIdentityException
    {
        internal ResourceConflictException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>The identity pool, or the identity, does not exist.</summary>
    public class ResourceNotFoundException : AmazonCognitoIdentityException
    {
        internal ResourceNotFoundException(CognitoException error)
            : base(error)
        {
        }
    }

    /// <summary>Amazon Cognito is limiting requests.</summary>
    public class TooManyRequestsException : AmazonCognitoIdentityException
    {
        internal TooManyRequestsException(CognitoException error)
            : base(error)
        {
        }
    }
}
