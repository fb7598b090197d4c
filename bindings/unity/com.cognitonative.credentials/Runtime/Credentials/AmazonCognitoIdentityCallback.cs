namespace CognitoNative
{
    /// <summary>Takes the answer to one request. Called exactly once, also when the request failed.</summary>
    /// <typeparam name="TResponse">What was asked for.</typeparam>
    /// <param name="result">The answer, or the exception.</param>
    public delegate void AmazonCognitoIdentityCallback<TResponse>(AmazonCognitoIdentityResult<TResponse> result);
}
