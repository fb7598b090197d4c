using System;
using System.Diagnostics.CodeAnalysis;

namespace CognitoNative
{
    /// <summary>The player's identity id is another one now.</summary>
    public sealed class IdentityChangedArgs : EventArgs
    {
        /// <summary>For tests and fakes of the host; the library makes its own.</summary>
        /// <param name="oldIdentityId">The one before; may be null.</param>
        /// <param name="newIdentityId">The one now; may be null.</param>
        /// <param name="cause">Why.</param>
        public IdentityChangedArgs([AllowNull] string oldIdentityId, [AllowNull] string newIdentityId, IdentityChangeCause cause)
        {
            OldIdentityId = oldIdentityId;
            NewIdentityId = newIdentityId;
            Cause = cause;
        }

        /// <summary>The one before; null when there was none.</summary>
        [MaybeNull]
        public string OldIdentityId { get; private set; }

        /// <summary>The one now; null when it was cleared.</summary>
        [MaybeNull]
        public string NewIdentityId { get; private set; }

        /// <summary>Why.</summary>
        public IdentityChangeCause Cause { get; private set; }
    }
}
