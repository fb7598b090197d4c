using System.IO;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using UnityEditor;
using UnityEditor.Compilation;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>The menu that says how the scripts name things of the AWS SDK, and what a wrong choice is told.</summary>
    [TestFixture]
    public sealed class AwsSdkMenuTests : UnityFixture
    {
        private const string Core = "AWSSDK.Core.dll";
        private const string CognitoIdentity = "AWSSDK.CognitoIdentity.dll";

        [SetUp]
        public void InANewProject()
        {
            Edit();
            PlayerSettings.Symbols.Clear();
            PlayerSettings.Symbols["Standalone"] = "MINE;THEIRS";
            CompilationPipeline.Libraries.Clear();
            EditorUtility.Dialogs.Clear();
            LoadScriptsAnew();
        }

        [TestCase("Removed: ", "", "COGNITO_NATIVE_AMAZON_NAMES")]
        [TestCase("AWSSDK.Core is here: ", Core, "COGNITO_NATIVE_AWS_SDK")]
        [TestCase("AWSSDK.Core is here, ", Core, "COGNITO_NATIVE_AWS_SDK;COGNITO_NATIVE_AWS_SDK_NAMES")]
        public void AChoiceIsMadeForAllPlatformsAndTakenBack(string title, string library, string symbols)
        {
            CompilationPipeline.Libraries.Add(library);
            Choose(title);
            Assert.That(EditorUtility.Dialogs, Is.Empty);
            Assert.That(PlayerSettings.Symbols["Standalone"], Is.EqualTo("MINE;THEIRS;" + symbols));
            foreach (var platform in new[] { "iOS", "Android" })
            {
                Assert.That(PlayerSettings.Symbols[platform], Is.EqualTo(symbols));
            }
            Assert.That(PlayerSettings.Symbols.Keys, Has.No.Member("Unknown").And.No.Member("WebPlayer"));
            AssertTicked(title);

            Choose("Not used: ");
            Assert.That(PlayerSettings.Symbols["Standalone"], Is.EqualTo("MINE;THEIRS"));
            Assert.That(PlayerSettings.Symbols["Android"], Is.Empty);
            AssertTicked("Not used: ");
        }

        [TestCase("Removed: ", "AWSSDK.Core.dll AWSSDK.S3.dll", "CS0433")]
        [TestCase("AWSSDK.Core is here: ", "", "CS0246")]
        [TestCase("AWSSDK.Core is here, ", "", "CS0246")]
        [TestCase("AWSSDK.Core is here, ", Core + " " + CognitoIdentity, "CS0433")]
        public void AWrongChoiceIsExplainedAndNotMade(string title, string libraries, string error)
        {
            CompilationPipeline.Libraries.AddRange(libraries.Split(' '));
            Choose(title);
            var told = EditorUtility.Dialogs.Single();
            Assert.That(told, Is.StringContaining(error).And.StringMatching("[Cc]hoose"));
            Assert.That(PlayerSettings.Symbols.Keys, Is.EqualTo(new[] { "Standalone" }));
            Assert.That(PlayerSettings.Symbols["Standalone"], Is.EqualTo("MINE;THEIRS"));
        }

        [TestCase("Removed: ")]
        [TestCase("AWSSDK.Core is here: ")]
        [TestCase("AWSSDK.Core is here, ")]
        public void TheMobileSdkIsToBeDeletedWhateverIsChosen(string title)
        {
            CompilationPipeline.Libraries.Add(CoreLike(typeof(AwsSdkMenuTests).Assembly));
            Choose(title);
            var told = EditorUtility.Dialogs.Single();
            Assert.That(told, Is.StringContaining("CS0115").And.StringContaining("Delete").And.StringContaining("\"Removed: "));
            Assert.That(told, Is.Not.StringContaining("Choose \"AWSSDK.Core is here"));
            Assert.That(PlayerSettings.Symbols["Standalone"], Is.EqualTo("MINE;THEIRS"));
        }

        [Test]
        public void TheSdkForDotNetIsToldFromTheMobileSdkByItsSignature()
        {
            CompilationPipeline.Libraries.Add(CoreLike(typeof(object).Assembly));
            Choose("AWSSDK.Core is here: ");
            Assert.That(EditorUtility.Dialogs, Is.Empty);
        }

        [Test]
        public void TheCompilersErrorAboutTheMobileSdkIsExplained()
        {
            PlayerSettings.Symbols["Standalone"] = "COGNITO_NATIVE_AWS_SDK";
            CompilationPipeline.Libraries.Add(CoreLike(typeof(AwsSdkMenuTests).Assembly));
            var told = ToldOf("error CS0115: 'CognitoNativeCredentials.GetCredentialsAsync()': no suitable method found to override");
            Assert.That(told, Is.StringContaining("Mobile SDK").And.StringContaining("Delete"));
        }

        // Symbols can be typed, and DLLs added later.
        [Test]
        public void TheCompilersErrorIsExplainedOnce()
        {
            var error = new CompilerMessage
            {
                message = "error CS0433: The type 'CognitoAWSCredentials' exists in both", type = CompilerMessageType.Error
            };
            var other = new CompilerMessage { message = "error CS0103: 'Amazon' ...", type = CompilerMessageType.Error };
            PlayerSettings.Symbols["Standalone"] = "COGNITO_NATIVE_AMAZON_NAMES";
            CompilationPipeline.Libraries.Add(Core);

            CompilationPipeline.Finish("Library/ScriptAssemblies/Assembly-CSharp.dll", other);
            Assert.That(Engine.Warnings, Is.Empty);
            CompilationPipeline.Finish("Library/ScriptAssemblies/Assembly-CSharp.dll", other, error, error);
            CompilationPipeline.Finish("Library/ScriptAssemblies/Other.dll", error);
            var told = Engine.Warnings.Single();
            Engine.Warnings.Clear();
            Assert.That(told, Is.StringContaining(Core).And.StringContaining("CS0433"));
            Assert.That(told, Is.StringContaining("Tools/Cognito Native/AWS SDK"));
        }

        [TestCase("error CS0234: The type or namespace name 'S3' does not exist in the namespace 'Amazon'")]
        [TestCase("error CS0246: The type or namespace name 'IAmazonS3' could not be found")]
        public void AServicesClientThatWentWithTheSdkIsExplained(string error)
        {
            PlayerSettings.Symbols["Standalone"] = "COGNITO_NATIVE_AMAZON_NAMES";
            Assert.That(ToldOf(error), Is.StringContaining("SendSignedAsync").And.Not.StringContaining("need \"Removed"));
        }

        [Test]
        public void AScriptWhoseAssemblyLacksTheReferenceIsNoServicesClient()
        {
            PlayerSettings.Symbols["Standalone"] = "COGNITO_NATIVE_AMAZON_NAMES";
            var told = ToldOf("error CS0234: The type or namespace name 'CognitoIdentity' does not exist in the namespace 'Amazon'");
            Assert.That(told, Is.StringContaining("CognitoNative.AmazonCompat").And.Not.StringContaining("SendSignedAsync"));
        }

        private static string ToldOf(string error)
        {
            CompilationPipeline.Finish(
                "Library/ScriptAssemblies/Assembly-CSharp.dll", new CompilerMessage { message = error, type = CompilerMessageType.Error });
            var told = Engine.Warnings.Single();
            Engine.Warnings.Clear();
            return told;
        }

        // The mobile SDK's assemblies are not signed, and neither are those of these tests.
        private string CoreLike(Assembly assembly)
        {
            var path = Path.Combine(Directory, Core);
            File.Copy(assembly.Location, path, true);
            return path;
        }

        // What is told once is told again then.
        private static void LoadScriptsAnew()
        {
            var advice = Assembly.Load("CognitoNative.Editor").GetType("CognitoNative.AwsSdkAdvice");
            foreach (var step in new[] { "Unwatch", "Watch" })
            {
                advice.GetMethod(step, BindingFlags.Static | BindingFlags.NonPublic).Invoke(null, null);
            }
        }

        private static void Choose(string title)
        {
            Item(title, false).Invoke(null, null);
        }

        private static void AssertTicked(string title)
        {
            Item("Not used: ", true).Invoke(null, null);
            var path = ((MenuItem)Item(title, false).GetCustomAttributes(typeof(MenuItem), false)[0]).menuItem;
            Assert.That(Menu.Checked, Is.EquivalentTo(new[] { path }));
        }

        private static MethodInfo Item(string title, bool isValidation)
        {
            return Assembly.Load("CognitoNative.Editor").GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
                .Single(method => method.GetCustomAttributes(typeof(MenuItem), false).Cast<MenuItem>()
                    .Any(item => item.validate == isValidation && item.menuItem.Split('/').Last().StartsWith(title)));
        }
    }
}
