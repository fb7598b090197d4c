namespace Amazon.Runtime
{
    /// <summary>How code for the AWS Mobile SDK for Unity took the answers of its services.</summary>
    /// <typeparam name="TRequest">What was sent.</typeparam>
    /// <typeparam name="TResponse">What came.</typeparam>
    public delegate void AmazonServiceCallback<TRequest, TResponse>(
        AmazonServiceResult<TRequest, TResponse> responseObject);
}
