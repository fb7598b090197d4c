using CognitoNative;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>Unity runs field initialisers while it loads the scene, and answers no call of theirs.</summary>
    public sealed class HasAProviderField : MonoBehaviour
    {
        public readonly CognitoAWSCredentials Credentials = new CognitoAWSCredentials(Options);

        public static CognitoCredentialsOptions Options { get; set; }
    }
}
