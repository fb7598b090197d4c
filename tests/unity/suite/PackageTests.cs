using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;
using UnityEngine.TestTools;

namespace UnitySuite
{
    /// <summary>The tests that the package brings for Unity's own test runner: they work, in the mode they are for.</summary>
    [TestFixture]
    public sealed class PackageTests : UnityFixture
    {
        public static IEnumerable<TestCaseData> Tests
        {
            get
            {
                return new[] { "CognitoNative.Tests", "CognitoNative.Editor.Tests" }
                    .SelectMany(name => Assembly.Load(name).GetTypes())
                    .SelectMany(type => type.GetMethods())
                    .Where(method => method.IsDefined(typeof(UnityTestAttribute)) || method.IsDefined(typeof(TestAttribute)))
                    .Select(method => new TestCaseData(method).SetName(method.Name));
            }
        }

        [TestCaseSource("Tests")]
        public void Run(MethodInfo test)
        {
            Edit();
            if (!test.DeclaringType.Assembly.GetName().Name.Contains("Editor"))
            {
                Player.EnterPlayMode();
            }
            var result = test.Invoke(Activator.CreateInstance(test.DeclaringType), null);
            var steps = result as IEnumerator;
            if (steps != null)
            {
                Player.FramesUntil(() => !steps.MoveNext(), test.Name);
            }
        }

        [Test]
        public void ThereAreSome()
        {
            Assert.That(Tests.Count(), Is.AtLeast(4));
        }
    }
}
