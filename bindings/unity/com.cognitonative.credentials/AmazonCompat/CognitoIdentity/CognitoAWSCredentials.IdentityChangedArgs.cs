using System;

namespace Amazon.CognitoIdentity
{
    public partial class CognitoAWSCredentials
    {
        /// <summary>The player's identity id is another one now.</summary>
        public class IdentityChangedArgs : EventArgs
        {
            internal IdentityChangedArgs(string oldIdentityId, string newIdentityId)
            {
                OldIdentityId = oldIdentityId;
                NewIdentityId = newIdentityId;
            }

            /// <summary>The id until now; null when there was none.</summary>
            public string OldIdentityId { get; }

            /// <summary>The id from now on.</summary>
            public string NewIdentityId { get; }
        }
    }
}
