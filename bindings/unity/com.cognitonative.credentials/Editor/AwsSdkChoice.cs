using System.Collections.Generic;
using System.Linq;

namespace CognitoNative
{
    /// <summary>How the scripts of a project name things of the AWS SDK.</summary>
    internal enum AwsSdkChoice
    {
        /// <summary>Not at all: they name <c>CognitoNative</c>.</summary>
        None,

        /// <summary>They were written for an AWS SDK that is not in the project any more.</summary>
        OldCode,

        /// <summary>The AWS SDK is there; its clients take a <c>CognitoNativeCredentials</c>.</summary>
        Bridge,

        /// <summary>As <see cref="Bridge"/>, and the scripts name the SDK's own <c>CognitoAWSCredentials</c>.</summary>
        BridgeWithSdkNames,
    }

    /// <summary>
    /// Which symbols make a choice, and what in the project speaks against it. Invariant: without a symbol the package adds
    /// no name of the AWS SDK's, so that an untouched install compiles in every project.
    /// </summary>
    internal static class AwsSdkChoices
    {
        internal const string Core = "AWSSDK.Core.dll";
        internal const string CognitoIdentity = "AWSSDK.CognitoIdentity.dll";

        private const string OldNames = "COGNITO_NATIVE_AMAZON_NAMES";
        private const string Sdk = "COGNITO_NATIVE_AWS_SDK";
        private const string SdkNames = "COGNITO_NATIVE_AWS_SDK_NAMES";

        internal static AwsSdkChoice Of(IEnumerable<string> symbols)
        {
            var set = new HashSet<string>(symbols);
            if (set.Contains(OldNames))
            {
                return AwsSdkChoice.OldCode;
            }
            if (!set.Contains(Sdk))
            {
                return AwsSdkChoice.None;
            }
            return set.Contains(SdkNames) ? AwsSdkChoice.BridgeWithSdkNames : AwsSdkChoice.Bridge;
        }

        /// <summary>The symbols of this choice in the place of those of another; all others stay, in their order.</summary>
        internal static string[] Replaced(IEnumerable<string> symbols, AwsSdkChoice choice)
        {
            var others = symbols.Where(symbol => symbol != OldNames && symbol != Sdk && symbol != SdkNames);
            return others.Concat(Symbols(choice)).ToArray();
        }

        /// <summary>Why the project would not compile, and what to do instead; null: it would.</summary>
        /// <param name="choice">What is chosen.</param>
        /// <param name="libraries">The names of the DLLs in the project.</param>
        /// <param name="isMobileSdk">Whether they are those of the AWS Mobile SDK for Unity.</param>
        internal static string Objection(AwsSdkChoice choice, ICollection<string> libraries, bool isMobileSdk)
        {
            var hasCore = libraries.Contains(Core);
            if (choice != AwsSdkChoice.None && hasCore && isMobileSdk)
            {
                return "This project has the AWS Mobile SDK for Unity. It has the names that old scripts use, which the compiler "
                    + "could then not tell apart (CS0433), and lacks what the clients of the AWS SDK for .NET ask for (CS0115). "
                    + "Delete its DLLs, AWSSDK.*.dll, and choose \"" + AwsSdkMenu.OldCodeTitle + "\". What its clients of other "
                    + "services did is in the package's documentation, in migration.md.";
            }
            if (choice == AwsSdkChoice.OldCode && hasCore)
            {
                return "This project has " + Core + ", where the same names are: the compiler could not tell which one is "
                    + "meant (CS0433). Choose \"" + AwsSdkMenu.BridgeTitle + "\", or delete the AWS SDK's DLLs first.";
            }
            if ((choice == AwsSdkChoice.Bridge || choice == AwsSdkChoice.BridgeWithSdkNames) && !hasCore)
            {
                return "This project has no " + Core + ", which that is compiled against (CS0246). Choose \""
                    + AwsSdkMenu.OldCodeTitle + "\" for scripts that were written for the SDK, and otherwise \""
                    + AwsSdkMenu.NoneTitle + "\"; or put the SDK into the project first.";
            }
            if (choice == AwsSdkChoice.BridgeWithSdkNames && libraries.Contains(CognitoIdentity))
            {
                return "This project has " + CognitoIdentity + ", which has a CognitoAWSCredentials too: the compiler could "
                    + "not tell which one is meant (CS0433). Delete that DLL; or, where another one needs it, as "
                    + "Amazon.Extensions.CognitoAuthentication.dll does, choose \"" + AwsSdkMenu.BridgeTitle + "\".";
            }
            return null;
        }

        private static string[] Symbols(AwsSdkChoice choice)
        {
            switch (choice)
            {
                case AwsSdkChoice.OldCode:
                    return new[] { OldNames };
                case AwsSdkChoice.Bridge:
                    return new[] { Sdk };
                case AwsSdkChoice.BridgeWithSdkNames:
                    return new[] { Sdk, SdkNames };
                default:
                    return new string[0];
            }
        }
    }
}
