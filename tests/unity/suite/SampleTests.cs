using System;
using System.Linq;
using System.Reflection;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.EventSystems;
using UnityEngine.UI;
using Text = UnityEngine.UI.Text;

namespace UnitySuite
{
    /// <summary>
    /// The sample's panel, with its buttons clicked, compiled and run with either of Unity's input systems.
    /// </summary>
    [TestFixture("Assembly-CSharp", true)]
    [TestFixture("NewInput", false)]
    public sealed class SampleTests : UnityFixture
    {
        private readonly Type type;
        private readonly bool hasInputManager;
        private MonoBehaviour panel;

        public SampleTests(string assembly, bool hasInputManager)
        {
            type = Assembly.Load(assembly).GetType("CognitoNative.Samples.CredentialsPanel");
            this.hasInputManager = hasInputManager;
        }

        [Test]
        public void AGameThatWasSavedIsLoaded()
        {
            using (var server = new SavingServer())
            {
                Open();
                Set("bucketUrl", server.Endpoint + "/saves");
                Set("bucketRegion", "us-east-1");
                Player.Frame();
                Press("Load");
                Assert.That(Lines().Last(), Is.StringStarting("S3: HTTP/1.1 404"));
                Press("Save");
                Assert.That(Lines().Last(), Is.Empty);
                Assert.That(Lines(), Has.Member("saved"));
                StringAssert.StartsWith("/saves/us-east-1%3A", server.Path);
                StringAssert.EndsWith("/slot1", server.Path);
                Press("Load");
                Assert.That(Lines().Any(line => line.StartsWith("saved at ")), Is.True);
            }
        }

        [Test]
        public void WithoutABucketNothingIsSaved()
        {
            Open();
            Assert.That(Button("Save").interactable, Is.False);
            Assert.That(Button("Load").interactable, Is.False);
        }

        [Test]
        public void ItShowsTheGuestAndWhatHeGot()
        {
            Open();
            Assert.That(Shown("Player: "), Is.EqualTo("default, guest"));
            Assert.That(Shown("Identity id: "), Is.EqualTo("not known yet"));
            Assert.That(Shown("Expires: "), Is.EqualTo("-"));

            Press("Get");
            Assert.That(Shown("Identity id: "), Is.StringStarting("us-east-1:"));
            Assert.That(Shown("Access key: "), Is.Not.EqualTo("none"));
            Assert.That(Shown("Expires: "), Is.StringMatching(@"in 00:59:\d\d|in 01:00:00"));
        }

        [Test]
        public void RefreshingGetsNewCredentialsOfTheSamePlayer()
        {
            Open();
            Press("Get");
            var identity = Shown("Identity id: ");
            var key = Shown("Access key: ");
            Press("Refresh");
            Assert.That(Shown("Identity id: "), Is.EqualTo(identity));
            Assert.That(Shown("Access key: "), Is.Not.EqualTo(key));
        }

        [Test]
        public void EachPlayerHasAnIdentityThatIsRemembered()
        {
            Open();
            Press("Get");
            var first = Shown("Identity id: ");
            Press("Switch player");
            Assert.That(Shown("Player: "), Is.EqualTo("second, guest"));
            Press("Get");
            Assert.That(Shown("Identity id: "), Is.Not.EqualTo(first));
            Press("Switch player");
            Assert.That(Shown("Identity id: "), Is.EqualTo(first));
        }

        [Test]
        public void SigningOutMakesANewGuest()
        {
            Open();
            Press("Get");
            var first = Shown("Identity id: ");
            Press("Sign out");
            Assert.That(Shown("Identity id: "), Is.EqualTo("not known yet"));
            Press("Get");
            Assert.That(Shown("Identity id: "), Is.Not.EqualTo(first));
        }

        [Test]
        public void AGuestWhoSignsInKeepsTheIdentity()
        {
            Open("accounts.example.com", "ann");
            Press("Get");
            var guest = Shown("Identity id: ");
            Press("Sign in");
            Assert.That(Shown("Player: "), Is.EqualTo("default, signed in"));
            Assert.That(Shown("Identity id: "), Is.EqualTo(guest));
        }

        [Test]
        public void AFailureIsShownWithItsHint()
        {
            Open();
            Emulator.InjectForever(Emulator.AnyOperation, "error=400,ResourceNotFoundException,IdentityPool not found.");
            Press("Get");
            Assert.That(Lines().Last(), Is.StringStarting("PoolNotFound: "));
            Emulator.ClearFaults();
            Press("Switch player");
            Press("Get");
            Assert.That(Lines().Last(), Is.Empty);
        }

        [Test]
        public void AFaultOfTheScriptIsInTheConsole()
        {
            Open();
            Set("bucketUrl", null);
            Player.Frame();
            Press("Load");
            Assert.That(Engine.Exceptions.Single(), Is.InstanceOf<NullReferenceException>());
            Engine.Exceptions.Clear();
            Assert.That(Button("Load").interactable, Is.True, "the button's work has ended");
        }

        [Test]
        public void APoolIdThatIsNoneIsShownAsAnError()
        {
            Open("", "", "nonsense");
            Assert.That(Lines().Last(), Is.StringContaining("nonsense").Or.StringContaining("IdentityPoolId"));
            Assert.That(Buttons().Select(button => button.interactable), Has.None.True);
        }

        [Test]
        public void ItStopsWithTheGameWhileARequestIsUnderWay()
        {
            Open();
            Emulator.Hold(Emulator.AnyOperation);
            EventSystem.Click(Button("Get"), hasInputManager);
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);
            Player.Frame();
            Assert.That(Button("Get").interactable, Is.False, "not twice");
        }

        /// <summary>The scene's panel with this test's emulator in its fields, as the Inspector would set them.</summary>
        private void Open(string loginProvider = "", string loginToken = "", string poolId = null)
        {
            Play();
            EventSystem.current = null;
            panel = (MonoBehaviour)Activator.CreateInstance(type);
            Set("identityPoolId", poolId ?? Emulator.PoolId);
            Set("endpoint", Emulator.Endpoint);
            Set("loginProvider", loginProvider);
            Set("loginToken", loginToken);
            Player.Add(panel);
        }

        private void Press(string label)
        {
            EventSystem.Click(Button(label), hasInputManager);
            Player.Frame();
            Player.FramesUntil(() => Button("Get").interactable, label);
        }

        private Button[] Buttons()
        {
            return panel.gameObject.All().OfType<Button>().ToArray();
        }

        private Button Button(string label)
        {
            return Buttons().Single(button => button.gameObject.All().OfType<Text>().Single().text == label);
        }

        /// <summary>What is shown, but for the buttons.</summary>
        private string[] Lines()
        {
            return panel.gameObject.All().OfType<Text>().Where(text => text.gameObject.name != "Label").Select(text => text.text).ToArray();
        }

        private string Shown(string label)
        {
            return Lines().Single(text => text.StartsWith(label)).Substring(label.Length);
        }

        private void Set(string field, string value)
        {
            type.GetField(field, BindingFlags.Instance | BindingFlags.NonPublic).SetValue(panel, value);
        }
    }
}
