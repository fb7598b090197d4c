namespace Amazon.CognitoIdentity
{
    /// <summary>Takes the answer to a request.</summary>
    /// <typeparam name="TResponse">What was asked for.</typeparam>
    public delegate void AmazonCognitoIdentityCallback<TResponse>(AmazonCognitoIdentityResult<TResponse> result);
}
