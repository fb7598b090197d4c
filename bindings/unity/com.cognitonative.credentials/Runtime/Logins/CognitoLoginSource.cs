using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <summary>
    /// Asked for the player's logins before a fetch when there are none or one has expired, and once more when the service
    /// says that a token expired. One question at a time.
    /// </summary>
    /// <param name="providers">The names of the logins set now, which may need fresh tokens; empty at first.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the answer comes too late: <see cref="CognitoCredentialsOptions.LoginSourceTimeout"/> ran out, or the
    /// provider was disposed.
    /// </param>
    /// <returns>
    /// The logins, or <see cref="CognitoLogins.None"/> for a guest. What it throws becomes the InnerException of the
    /// request's LoginRequired error.
    /// </returns>
    /// <remarks>
    /// Runs on the main thread in Unity; elsewhere in the synchronization context that the provider was created in, or on
    /// a thread of its own. In no user's ambient context: an AsyncLocal or the principal of a server's request is not there,
    /// so give each user's provider a source that knows its user. It may not wait for this provider's own answers: those
    /// wait for it.
    /// </remarks>
    public delegate Task<CognitoLogins> CognitoLoginSource(
        IReadOnlyCollection<string> providers, CancellationToken cancellationToken);
}
