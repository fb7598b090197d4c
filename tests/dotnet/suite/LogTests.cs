using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>The log of the library, and where what callbacks throw is told.</summary>
    [TestFixture]
    public sealed class LogTests : ProviderTests
    {
        // Off unless it is set.
        [Test]
        public void It_is_off_at_first()
        {
            Assert.AreEqual(CognitoLogLevel.Off, CognitoLog.Level);
            var told = Told();
            Fail();
            Assert.AreEqual(0, told.All.Length);
        }

        // Each level has those before it, and nothing of those behind.
        [TestCase(CognitoLogLevel.Error)]
        [TestCase(CognitoLogLevel.Warning)]
        [TestCase(CognitoLogLevel.Info)]
        [TestCase(CognitoLogLevel.Debug)]
        public void A_level_tells_itself_and_those_before(CognitoLogLevel level)
        {
            var told = Told();
            CognitoLog.Level = level;
            Assert.AreEqual(level, CognitoLog.Level);
            Fail();
            Assert.That(told.All.Select(one => (int)one.Key), Has.All.InRange(1, (int)level));
            Assert.That(told.All.Select(one => one.Key), Has.Some.EqualTo(
                level == CognitoLogLevel.Warning ? CognitoLogLevel.Error : level));
            Assert.That(told.All.Select(one => one.Value), Has.All.Not.Empty);
        }

        // It can be changed while providers live, and outlives all of them.
        [Test]
        public void The_level_can_be_changed_at_any_time()
        {
            var told = Told();
            var provider = Create();
            Settled.Result(provider.GetIdentityIdAsync());
            CognitoLog.Level = CognitoLogLevel.Debug;
            Settled.Result(provider.GetCredentialsAsync());
            Assert.That(told.WaitFor(1).Length, Is.GreaterThan(0));
            CognitoLog.Level = CognitoLogLevel.Off;
            Drain(provider);
            int count = told.All.Length;
            Settled.Result(provider.RefreshAsync());
            Drain(provider);
            Assert.AreEqual(count, told.All.Length);
            provider.Dispose();
            CognitoLog.Level = CognitoLogLevel.Debug;
            Settled.Result(Create().GetCredentialsAsync());
            told.WaitFor(count + 1);
        }

        [Test]
        public void A_level_that_is_none_is_refused()
        {
            foreach (CognitoLogLevel level in new[] { (CognitoLogLevel)(-1), (CognitoLogLevel)5 })
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => CognitoLog.Level = level);
            }
            Assert.AreEqual(CognitoLogLevel.Off, CognitoLog.Level);
        }

        // A handler of the log that throws is reported, and the others are told all the same.
        [Test]
        public void A_handler_that_throws_costs_the_others_nothing()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            CognitoLog.Message += (level, text) => { throw new FormatException("mine"); };
            var told = Told();
            CognitoLog.Level = CognitoLogLevel.Debug;
            Settled.Result(Create().GetCredentialsAsync());
            Assert.AreEqual("mine", reported.First().InnerException.Message);
            told.First();
        }

        // Every handler of what was thrown hears of it, also when one of them throws itself.
        [Test]
        public void A_handler_of_last_resort_may_throw()
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += exception => { throw new FormatException("mine too"); };
            CognitoLog.UnhandledException += reported.Add;
            Create().GetIdentityIdAsync(result => { throw new FormatException("mine"); });
            Assert.AreEqual("mine", reported.First().InnerException.Message);
        }

        // With nobody to tell, it goes to standard error.
        [Test]
        public void Without_a_handler_it_goes_to_standard_error()
        {
            TextWriter before = Console.Error;
            var written = new RecordingWriter();
            Console.SetError(written);
            try
            {
                Create().GetIdentityIdAsync(result => { throw new FormatException("mine"); });
                string text = written.Lines.First();
                StringAssert.Contains("mine", text);
                StringAssert.Contains("CognitoCallbackException", text);
            }
            finally
            {
                Console.SetError(before);
            }
        }

        private static Recorder<KeyValuePair<CognitoLogLevel, string>> Told()
        {
            var told = new Recorder<KeyValuePair<CognitoLogLevel, string>>();
            CognitoLog.Message += (level, text) =>
                told.Add(new KeyValuePair<CognitoLogLevel, string>(level, text));
            return told;
        }

        /// <summary>A new player, and then a request that fails.</summary>
        private void Fail()
        {
            var provider = Create(options => options.MaxAttempts = 2);
            Settled.Result(provider.GetCredentialsAsync());
            Emulator.Inject("GetCredentialsForIdentity", 2, "unavailable");
            Settled.Error(provider.RefreshAsync(), CognitoErrorCode.ServiceUnavailable);
            Drain(provider);
        }

        private sealed class RecordingWriter : StringWriter
        {
            internal readonly Recorder<string> Lines = new Recorder<string>();

            public override void WriteLine(object value)
            {
                Lines.Add(value.ToString());
            }

            public override void WriteLine(string value)
            {
                Lines.Add(value);
            }
        }
    }
}
