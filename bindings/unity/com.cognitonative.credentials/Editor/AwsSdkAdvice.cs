using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using UnityEditor;
using UnityEditor.Compilation;
using UnityEngine;

namespace CognitoNative
{
    /// <summary>
    /// Explains the compiler's errors that come from a wrong choice of names: they tell what is ambiguous, and not what to
    /// do. The editor keeps the last scripts that compiled, so that this still runs when the new ones do not.
    /// </summary>
    internal static class AwsSdkAdvice
    {
        // None has the name; no such namespace.
        private static readonly string[] Missing = { "CS0246", "CS0234" };

        // Two assemblies have the name; two namespaces have it; it is there, of another SDK.
        private static readonly string[] Codes = { "CS0433", "CS0104", "CS0115" };

        // What there is without an SDK.
        private static readonly string[] OldNames = { "CognitoIdentity", "CognitoAWSCredentials", "'Runtime'" };

        private static bool isTold;

        /// <summary>The names of the DLLs in the project.</summary>
        internal static ICollection<string> Libraries()
        {
            return new HashSet<string>(CompilationPipeline.GetPrecompiledAssemblyNames());
        }

        /// <summary>
        /// Whether the project's AWSSDK.Core.dll is that of the AWS Mobile SDK for Unity, which was never signed. The AWS SDK for
        /// .NET always is; the versions of both overlap.
        /// </summary>
        internal static bool IsMobileSdk()
        {
            var path = CompilationPipeline.GetPrecompiledAssemblyPathFromAssemblyName(AwsSdkChoices.Core);
            if (string.IsNullOrEmpty(path))
            {
                return false;
            }
            try
            {
                var token = AssemblyName.GetAssemblyName(path).GetPublicKeyToken();
                return token == null || token.Length == 0;
            }
            catch (Exception exception) when (exception is IOException || exception is BadImageFormatException)
            {
                // Gone, or a file that Git LFS has not fetched: Unity's own errors are about that.
                return false;
            }
        }

        [InitializeOnLoadMethod]
        private static void Watch()
        {
            isTold = false;
            AssemblyReloadEvents.beforeAssemblyReload += Unwatch;
            CompilationPipeline.assemblyCompilationFinished += OnCompiled;
        }

#if UNITY_6000_5_OR_NEWER
        [Unity.Scripting.LifecycleManagement.OnCodeUnloading]
#endif
        private static void Unwatch()
        {
            AssemblyReloadEvents.beforeAssemblyReload -= Unwatch;
            CompilationPipeline.assemblyCompilationFinished -= OnCompiled;
        }

        private static void OnCompiled(string assembly, CompilerMessage[] messages)
        {
            if (isTold || !messages.Any(IsAboutNames))
            {
                return;
            }
            // Once is enough: it is the same for all of them, until the scripts compile and are loaded anew.
            isTold = true;
            var current = AwsSdkChoices.Of(ScriptingSymbols.OfActiveTarget());
            Debug.LogError(
                "Cognito Native: " + (AwsSdkChoices.Objection(current, Libraries(), IsMobileSdk()) ?? Hint(current, messages))
                + " The choice is in the menu, at " + AwsSdkMenu.Folder.TrimEnd('/') + ".");
        }

        private static bool IsAboutNames(CompilerMessage message)
        {
            return message.type == CompilerMessageType.Error
                && (Codes.Any(message.message.Contains) || Missing.Any(message.message.Contains))
                && (message.message.Contains("Amazon") || message.message.Contains("CognitoAWSCredentials")
                    || message.message.Contains("CognitoNativeCredentials"));
        }

        private static bool IsAboutAService(CompilerMessage message)
        {
            return IsAboutNames(message) && Missing.Any(message.message.Contains) && !OldNames.Any(message.message.Contains);
        }

        private static string Hint(AwsSdkChoice current, CompilerMessage[] messages)
        {
            if (current == AwsSdkChoice.OldCode && messages.Any(IsAboutAService))
            {
                return "a script names a client of an AWS service, which went with the SDK. Sign its requests instead "
                    + "(SendSignedAsync), or put the AWS SDK for .NET, 3.5 or later, into the project and choose \""
                    + AwsSdkMenu.BridgeTitle + "\".";
            }
            if (current == AwsSdkChoice.OldCode)
            {
                return "a script names something that is in no assembly, or in two. A script in an assembly definition of its own "
                    + "needs a reference to CognitoNative.AmazonCompat; and one file has either \"using CognitoNative;\" or "
                    + "\"using Amazon.CognitoIdentity;\" (CS0104).";
            }
            return "a script names something that is in no assembly, or in two. Scripts that name Amazon.CognitoIdentity need "
                + "\"" + AwsSdkMenu.OldCodeTitle + "\", or, with AWSSDK.Core.dll, one of the other two; and one file has "
                + "either \"using CognitoNative;\" or \"using Amazon.CognitoIdentity;\" (CS0104).";
        }
    }
}
