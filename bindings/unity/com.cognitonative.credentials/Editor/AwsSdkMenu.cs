using UnityEditor;

namespace CognitoNative
{
    /// <summary>
    /// Where a project says how its scripts name things of the AWS SDK. A choice that would not compile is not made, but
    /// explained.
    /// </summary>
    internal static class AwsSdkMenu
    {
        internal const string Folder = "Tools/Cognito Native/AWS SDK/";
        internal const string NoneTitle = "Not used: scripts name CognitoNative";
        internal const string OldCodeTitle = "Removed: old scripts name Amazon";
        internal const string BridgeTitle = "AWSSDK.Core is here: CognitoNativeCredentials for its clients";
        internal const string SdkNamesTitle = "AWSSDK.Core is here, AWSSDK.CognitoIdentity is removed: CognitoAWSCredentials";

        [MenuItem(Folder + NoneTitle)]
        private static void None()
        {
            Choose(AwsSdkChoice.None);
        }

        [MenuItem(Folder + OldCodeTitle)]
        private static void OldCode()
        {
            Choose(AwsSdkChoice.OldCode);
        }

        [MenuItem(Folder + BridgeTitle)]
        private static void Bridge()
        {
            Choose(AwsSdkChoice.Bridge);
        }

        [MenuItem(Folder + SdkNamesTitle)]
        private static void BridgeWithSdkNames()
        {
            Choose(AwsSdkChoice.BridgeWithSdkNames);
        }

        [MenuItem(Folder + NoneTitle, true)]
        private static bool TickTheOneThatIsChosen()
        {
            var current = AwsSdkChoices.Of(ScriptingSymbols.OfActiveTarget());
            Menu.SetChecked(Folder + NoneTitle, current == AwsSdkChoice.None);
            Menu.SetChecked(Folder + OldCodeTitle, current == AwsSdkChoice.OldCode);
            Menu.SetChecked(Folder + BridgeTitle, current == AwsSdkChoice.Bridge);
            Menu.SetChecked(Folder + SdkNamesTitle, current == AwsSdkChoice.BridgeWithSdkNames);
            return true;
        }

        private static void Choose(AwsSdkChoice choice)
        {
            var objection = AwsSdkChoices.Objection(choice, AwsSdkAdvice.Libraries(), AwsSdkAdvice.IsMobileSdk());
            if (objection != null)
            {
                EditorUtility.DisplayDialog("Cognito Native", objection, "OK");
                return;
            }
            // Everywhere, so that switching the platform changes nothing.
            ScriptingSymbols.ChangeAll(symbols => AwsSdkChoices.Replaced(symbols, choice));
        }
    }
}
