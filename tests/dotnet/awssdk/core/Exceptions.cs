using System;
using System.Net;

namespace Amazon.Runtime
{
    public class AmazonClientException : Exception
    {
        public AmazonClientException(string message)
            : base(message)
        {
        }

        public AmazonClientException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    public enum ErrorType
    {
        Sender,
        Receiver,
        Unknown,
    }

    // Not an AmazonClientException: a catch of that one may come before or after.
    public class AmazonServiceException : Exception
    {
        public AmazonServiceException(string message)
            : base(message)
        {
        }

        public AmazonServiceException(Exception innerException)
            : base(innerException.Message, innerException)
        {
        }

        public AmazonServiceException(string message, Exception innerException)
            : base(message, innerException)
        {
        }

        public AmazonServiceException(
            string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
            : this(message, null, errorType, errorCode, requestId, statusCode)
        {
        }

        public AmazonServiceException(
            string message,
            Exception innerException,
            ErrorType errorType,
            string errorCode,
            string requestId,
            HttpStatusCode statusCode)
            : base(message, innerException)
        {
            ErrorType = errorType;
            ErrorCode = errorCode;
            RequestId = requestId;
            StatusCode = statusCode;
        }

        public string ErrorCode { get; set; }

        public ErrorType ErrorType { get; set; }

        public string RequestId { get; set; }

        public HttpStatusCode StatusCode { get; set; }
    }
}
