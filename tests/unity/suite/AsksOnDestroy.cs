using System.Threading.Tasks;
using CognitoNative;
using UnityEngine;

namespace UnitySuite
{
    public sealed class AsksOnDestroy : MonoBehaviour
    {
        public static CognitoCredentialsOptions Options { get; set; }

        public static Task<string> Asked { get; private set; }

        private void OnDestroy()
        {
            // Nobody disposes it.
            Asked = new CognitoAWSCredentials(Options).GetIdentityIdAsync();
        }
    }
}
