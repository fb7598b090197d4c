using System;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using CognitoNative;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.LowLevel;

namespace UnitySuite
{
    /// <summary>Our place in the player loop, whatever other scripts do to it.</summary>
    [TestFixture]
    public sealed class PlayerLoopTests : UnityFixture
    {
        private const string SystemName = "CognitoNative.PlayerLoopHook+CognitoNativeCallbacks";

        private static int OurSystems
        {
            get { return PlayerLoop.Systems().Count(type => type != null && type.Assembly.GetName().Name == "CognitoNative"); }
        }

        [Test]
        public void ItIsThereOnceHoweverOftenTheGameStarts()
        {
            Edit();
            for (var session = 0; session < 3; session++)
            {
                Player.EnterPlayMode();
                Assert.That(OurSystems, Is.EqualTo(1));
                Player.ExitPlayMode();
            }
        }

        [Test]
        public void OneThatAnOlderContextLeftIsReplaced()
        {
            Edit();
            var loop = PlayerLoop.GetDefaultPlayerLoop();
            var calls = 0;
            loop.subSystemList[1].subSystemList = new[]
            {
                new PlayerLoopSystem { type = SystemOfAnotherContext(), updateDelegate = () => calls++ },
            };
            PlayerLoop.SetPlayerLoop(loop);
            Player.EnterPlayMode();
            Assert.That(
                PlayerLoop.Systems().Count(type => type != null && type.FullName == SystemName), Is.EqualTo(1));
            Assert.That(OurSystems, Is.EqualTo(1));
            Player.Frame();
            Assert.That(calls, Is.EqualTo(0));
        }

        [Test]
        public void WhatOthersAddedStays()
        {
            var before = PlayerLoop.Systems().Where(type => type != null).ToArray();
            AddsToTheLoop.IsWanted = true;
            try
            {
                Play();
            }
            finally
            {
                AddsToTheLoop.IsWanted = false;
            }
            var systems = PlayerLoop.Systems().ToArray();
            Assert.That(systems.Contains(typeof(AddsToTheLoop)));
            Assert.That(OurSystems, Is.EqualTo(1));
            Assert.That(before.Where(type => type.Assembly == typeof(PlayerLoop).Assembly), Is.SubsetOf(systems));
        }

        [Test]
        public void ALoopWithoutThePhaseWeUseIsFine()
        {
            Edit();
            var loop = PlayerLoop.GetDefaultPlayerLoop();
            loop.subSystemList = loop.subSystemList.Where(phase => phase.type.Name == "Update").ToArray();
            PlayerLoop.SetPlayerLoop(loop);
            Player.EnterPlayMode();
            Assert.That(OurSystems, Is.EqualTo(1));
            AnswersStillArrive();
        }

        [Test]
        public void AnEmptyLoopIsNotMadeTheGamesLoop()
        {
            Edit();
            PlayerLoop.SetPlayerLoop(new PlayerLoopSystem());
            Player.EnterPlayMode();
            Assert.That(PlayerLoop.Systems().Count(type => type != null && type.Name == "ScriptRunDelayedTasks"), Is.EqualTo(1));
            AnswersStillArrive();
        }

        [Test]
        public void ALoopThatAScriptTookInAwakeHasIt()
        {
            Play(typeof(KeepsTheLoop));
            Assert.That(OurSystems, Is.EqualTo(1));
        }

        [Test]
        public void AnswersArriveAlthoughAScriptResetsTheLoop()
        {
            Play();
            using (var provider = Provider())
            {
                var identity = provider.GetIdentityIdAsync();
                PlayerLoop.SetPlayerLoop(PlayerLoop.GetDefaultPlayerLoop());
                Assert.That(OurSystems, Is.EqualTo(0));

                Player.FramesUntil(() => identity.IsCompleted, "the answer");
                Assert.That(OurSystems, Is.EqualTo(1));
            }
        }

        [Test]
        public void AnAnswerThatIsThereComesWithinTwoFramesOfTheCallAlthoughTheLoopIsReplaced()
        {
            Play();
            using (var provider = Provider())
            {
                provider.GetCredentials();
                for (var i = 0; i < 10; i++)
                {
                    PlayerLoop.SetPlayerLoop(PlayerLoop.GetDefaultPlayerLoop());
                    var isAnswered = false;
                    provider.GetCredentialsAsync(result => isAnswered = true);
                    Player.Frame();
                    Player.Frame();
                    Assert.That(isAnswered);
                    Assert.That(OurSystems, Is.EqualTo(1));
                }
            }
        }

        [Test]
        public void AScriptThatReplacesTheLoopInEveryFrameStopsNoAnswer()
        {
            Play(typeof(ResetsTheLoop));
            using (var provider = Provider())
            {
                var identity = provider.GetIdentityIdAsync();
                Player.FramesUntil(() => identity.IsCompleted, "the answer");
                provider.GetCredentials();
                var answers = 0;
                for (var i = 0; i < 20; i++)
                {
                    provider.GetCredentialsAsync(result => answers++);
                    Player.Frame();
                    Player.Frame();
                    Player.Frame();
                    Assert.That(answers, Is.EqualTo(i + 1));
                }
            }
        }

        /// <summary>A type with our system's name in an assembly of its own, as another context has it.</summary>
        private static Type SystemOfAnotherContext()
        {
            var assembly = AppDomain.CurrentDomain.DefineDynamicAssembly(
                new AssemblyName("OlderContext"), AssemblyBuilderAccess.Run);
            var names = SystemName.Split('+');
            var outer = assembly.DefineDynamicModule("OlderContext").DefineType(names[0], TypeAttributes.Public);
            var inner = outer.DefineNestedType(names[1], TypeAttributes.NestedPublic);
            outer.CreateType();
            return inner.CreateType();
        }

        private void AnswersStillArrive()
        {
            using (var provider = Provider())
            {
                var identity = provider.GetIdentityIdAsync();
                Player.FramesUntil(() => identity.IsCompleted, "the answer");
            }
        }
    }
}
