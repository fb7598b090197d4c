using System;
using System.Linq;
using NUnit.Framework;

namespace CognitoNative.Tests
{
    /// <summary>What an error carries: enough to branch on, to show, and to send to AWS support.</summary>
    [TestFixture]
    public sealed class ExceptionTests : ProviderTests
    {
        // An error of the service has its code, status and request id, and ours.
        [Test]
        public void An_error_of_the_service_has_all_its_parts()
        {
            var provider = Create();
            string id = Settled.Result(provider.GetIdentityIdAsync());
            Emulator.InjectForever(
                "GetCredentialsForIdentity", "error=400,NotAuthorizedException,Access to Identity is forbidden.");
            var error = Settled.Error(provider.GetCredentialsAsync(), CognitoErrorCode.LoginRequired);
            Assert.AreEqual("NotAuthorizedException", error.AwsErrorCode);
            Assert.AreEqual(400, error.HttpStatus);
            Assert.That(error.RequestId, Is.Not.Null.And.Not.Empty);
            Assert.AreEqual(id, error.IdentityId);
            Assert.AreEqual(1, error.Attempts);
            Assert.IsFalse(error.IsRetryable);
            Assert.That(error.Hint, Is.Not.Null.And.Not.Empty);
            StringAssert.EndsWith(" " + error.Hint, error.Message);
            Assert.IsNull(error.InnerException);
            StringAssert.Contains(error.Message, error.ToString());
        }

        // No answer at all: no status, no code of the service, and worth another try.
        [Test]
        public void An_error_of_the_network_has_none_of_the_service()
        {
            Emulator.InjectForever("any", "close");
            var error = Settled.Error(
                Create(options => options.MaxAttempts = 2).GetCredentialsAsync(), CognitoErrorCode.Network);
            Assert.AreEqual(0, error.HttpStatus);
            Assert.AreEqual(2, error.Attempts);
            Assert.IsTrue(error.IsRetryable);
            Assert.IsNull(error.AwsErrorCode);
            Assert.IsNull(error.RequestId);
            Assert.IsNull(error.IdentityId);
        }

        // Each kind of failure has a code of its own.
        [TestCase("throttle", CognitoErrorCode.Throttled, true)]
        [TestCase("unavailable", CognitoErrorCode.ServiceUnavailable, true)]
        [TestCase("reset", CognitoErrorCode.Network, true)]
        [TestCase("captive-portal", CognitoErrorCode.InvalidResponse, true)]
        [TestCase("html=200", CognitoErrorCode.InvalidResponse, true)]
        [TestCase("malformed", CognitoErrorCode.InvalidResponse, true)]
        [TestCase("empty", CognitoErrorCode.InvalidResponse, true)]
        [TestCase("missing=IdentityId", CognitoErrorCode.InvalidResponse, true)]
        [TestCase("error=400,ResourceNotFoundException,no pool", CognitoErrorCode.PoolNotFound, false)]
        [TestCase("error=400,InvalidParameterException,bad", CognitoErrorCode.InvalidParameter, false)]
        [TestCase("error=400,LimitExceededException,too many", CognitoErrorCode.LimitExceeded, true)]
        [TestCase("error=400,ResourceConflictException,linked", CognitoErrorCode.ResourceConflict, false)]
        [TestCase(
            "error=400,NotAuthorizedException,Unauthenticated access is not supported for this identity pool.",
            CognitoErrorCode.GuestAccessDisabled, false)]
        public void Each_failure_has_its_code(string fault, CognitoErrorCode code, bool isRetryable)
        {
            Emulator.InjectForever("GetId", fault);
            var error = Settled.Error(Create(options => options.MaxAttempts = 1).GetIdentityIdAsync(), code);
            Assert.AreEqual(isRetryable, error.IsRetryable, error.ToString());
            Assert.That(error.Message, Is.Not.Empty);
        }

        // An expiry that no DateTime can hold is the service's mistake, not a crash.
        [TestCase("1e15")]
        [TestCase("253402300800")]
        [TestCase("9e18")]
        [TestCase("-1e18")]
        public void An_expiry_out_of_range_is_no_crash(string expiration)
        {
            var reported = new Recorder<CognitoCallbackException>();
            CognitoLog.UnhandledException += reported.Add;
            Emulator.InjectForever("GetCredentialsForIdentity", "expiration=" + expiration);
            var provider = Create(options => options.MaxAttempts = 1);
            var refreshed = new Recorder<CredentialsRefreshedArgs>();
            provider.CredentialsRefreshed += (sender, arguments) => refreshed.Add(arguments);
            var task = provider.GetCredentialsAsync();
            Assert.IsTrue(System.Threading.Tasks.Task.WhenAny(task).Wait(Settled.Limit));
            if (task.IsFaulted)
            {
                Settled.Error(task, CognitoErrorCode.InvalidResponse);
            }
            Drain(provider);
            Assert.IsNotNull(provider.Snapshot);
            Assert.AreEqual(0, reported.All.Length, string.Join("\n", reported.All.Select(one => one.ToString())));
        }

        // A game's own fakes and tests can make one.
        [Test]
        public void A_host_can_make_one()
        {
            var inner = new FormatException("inner");
            var error = new CognitoException(CognitoErrorCode.Throttled, "slow down", inner);
            Assert.AreEqual(CognitoErrorCode.Throttled, error.Code);
            Assert.AreEqual("slow down", error.Message);
            Assert.AreSame(inner, error.InnerException);
            Assert.IsNull(error.Hint);
        }

        // The hint follows the message as a sentence of its own.
        [TestCase("The pool is gone", "The pool is gone. Look.")]
        [TestCase("The pool is gone.", "The pool is gone. Look.")]
        [TestCase("Is it gone?", "Is it gone? Look.")]
        public void A_hint_begins_after_the_end_of_a_sentence(string message, string whole)
        {
            Assert.AreEqual(whole, new CognitoException(CognitoErrorCode.Network, message) { Hint = "Look." }.Message);
        }

        [Test]
        public void The_other_exceptions_say_what_happened()
        {
            var callback = new CognitoCallbackException(new FormatException("mine"));
            StringAssert.Contains("mine", callback.Message);
            Assert.IsInstanceOf<FormatException>(callback.InnerException);
            var library = new CognitoNativeLibraryException("not found", callback);
            Assert.AreEqual(CognitoErrorCode.Unsupported, library.Code);
            Assert.IsInstanceOf<CognitoException>(library);
        }

        // What the host makes for its own fakes holds what it was given.
        [Test]
        public void Credentials_and_results_can_be_made()
        {
            var expiration = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            var credentials = new ImmutableCredentials("key", "secret", null, expiration, null);
            Assert.IsFalse(credentials.UseToken);
            Assert.AreEqual("secret", credentials.SecretKey);
            Assert.AreEqual(expiration, credentials.Expiration);
            StringAssert.Contains("2030-01-02", credentials.ToString());
            Assert.AreEqual("accessKey", Assert.Throws<ArgumentNullException>(
                () => new ImmutableCredentials(null, "s", "t", expiration, "i")).ParamName);
            Assert.AreEqual("secretKey", Assert.Throws<ArgumentNullException>(
                () => new ImmutableCredentials("k", null, "t", expiration, "i")).ParamName);
            var result = new AmazonCognitoIdentityResult<string>("answer", null, 7);
            Assert.AreEqual("answer", result.Response);
            Assert.AreEqual(7, result.State);
        }
    }
}
