using System.Linq;
using System.Reflection;
using CognitoNative.Samples;
using CognitoNative.Tests;
using NUnit.Framework;
using UnityEngine;

namespace UnitySuite
{
    /// <summary>The sample's panel, with its buttons pressed.</summary>
    [TestFixture]
    public sealed class SampleTests : UnityFixture
    {
        private CredentialsPanel panel;

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
            Assert.That(Panel.Labels.Last(), Is.StringStarting("PoolNotFound: "));
            Emulator.ClearFaults();
            Press("Switch player");
            Press("Get");
            Assert.That(Panel.Labels.Last(), Is.Empty);
        }

        [Test]
        public void APoolIdThatIsNoneIsShownAsAnError()
        {
            Open("", "", "nonsense");
            Assert.That(Panel.Labels.Last(), Is.StringContaining("nonsense").Or.StringContaining("IdentityPoolId"));
            Assert.That(Panel.Buttons, Is.Empty);
        }

        [Test]
        public void ItStopsWithTheGameWhileARequestIsUnderWay()
        {
            Open();
            Emulator.Hold(Emulator.AnyOperation);
            Panel.Pressed = "Get";
            Player.Gui(panel);
            Emulator.WaitForRequests(Emulator.AnyOperation, 1);
            Look();
            Assert.That(Panel.Buttons.First(), Is.EqualTo("(Get)"), "not twice");
        }

        /// <summary>The scene's panel with this test's emulator in its fields, as the Inspector would set them.</summary>
        private void Open(string loginProvider = "", string loginToken = "", string poolId = null)
        {
            Play();
            panel = new CredentialsPanel();
            Set("identityPoolId", poolId ?? Emulator.PoolId);
            Set("endpoint", Emulator.Endpoint);
            Set("loginProvider", loginProvider);
            Set("loginToken", loginToken);
            Player.Add(panel);
            Look();
        }

        private void Press(string button)
        {
            Look();
            Panel.Pressed = button;
            Look();
            Assert.That(Panel.Pressed, Is.Null, "no such button: " + button);
            Player.FramesUntil(
                () =>
                {
                    Look();
                    return Panel.Buttons.First() == "Get";
                },
                button);
        }

        private void Look()
        {
            Player.Gui(panel);
            Assert.That(Panel.OpenGroups, Is.EqualTo(0));
        }

        private static string Shown(string label)
        {
            return Panel.Labels.Single(text => text.StartsWith(label)).Substring(label.Length);
        }

        private void Set(string field, string value)
        {
            typeof(CredentialsPanel).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic).SetValue(panel, value);
        }
    }
}
