using System;

namespace CognitoNative.Extensions
{
    /// <summary>Makes providers with the host's options, log and metrics: one for each user, or for each request.</summary>
    public interface ICognitoCredentialsFactory
    {
        /// <summary>A provider, which the caller disposes. Any thread.</summary>
        /// <param name="change">
        /// What is different from the host's options, on a copy: a user's <see cref="CognitoCredentialsOptions.Profile"/>, say.
        /// </param>
        /// <exception cref="CognitoException">InvalidOptions: the message names what is wrong and the fix.</exception>
        ICognitoCredentials Create(Action<CognitoCredentialsOptions>? change = null);
    }
}
