using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative.Tests
{
    /// <summary>Login sources as tests need them.</summary>
    internal static class Sources
    {
        internal static CognitoLoginSource Answer(CognitoLogins logins)
        {
            return (providers, token) => Task.FromResult(logins);
        }

        /// <summary>A source that fails at once.</summary>
        internal static CognitoLoginSource Throw(Exception exception)
        {
            return (providers, token) =>
            {
                throw exception;
            };
        }
    }
}
