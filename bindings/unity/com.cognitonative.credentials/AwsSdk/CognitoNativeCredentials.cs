using System;
using System.Threading.Tasks;
using Amazon;
using Amazon.Runtime;
using SdkCredentials = Amazon.Runtime.ImmutableCredentials;

namespace CognitoNative.AwsSdk
{
    /// <summary>
    /// A player's credentials for the clients of the AWS SDK for .NET: <c>new AmazonDynamoDBClient(new
    /// CognitoNativeCredentials(provider), region)</c>. They are always fresh, and a request is signed with one set: its
    /// key, secret and token belong together, also when a refresh comes in between.
    /// </summary>
    /// <remarks>
    /// Any thread. Compiled against the lowest AWSSDK.Core 3.7, and runs with 4 too. What fails is a
    /// <see cref="CognitoCredentialsException"/>, which the SDK does not try again: the provider has tried already. The SDK's
    /// cancellation token does not reach credentials; <see cref="CognitoCredentialsOptions.Timeout"/> bounds the wait.
    /// </remarks>
    public class CognitoNativeCredentials : AWSCredentials
    {
        private readonly ICognitoCredentials provider;
        private readonly GivenSets given;

        /// <param name="provider">Whose credentials they are; stays the caller's, who disposes it.</param>
        public CognitoNativeCredentials(ICognitoCredentials provider)
        {
            if (provider == null)
            {
                throw new ArgumentNullException("provider");
            }
            this.provider = provider;
            given = new GivenSets(provider as CognitoAWSCredentials);
        }

        /// <summary>For a class that has its provider made by virtual members of its own.</summary>
        internal CognitoNativeCredentials(Func<CognitoNativeCredentials, ICognitoCredentials> create)
        {
            provider = create(this);
            given = new GivenSets(provider as CognitoAWSCredentials);
        }

        /// <summary>The provider: logins, sign-out, events, <see cref="ICognitoCredentials.Snapshot"/>.</summary>
        public ICognitoCredentials Provider
        {
            get { return provider; }
        }

        /// <summary>
        /// For the SDK, which asks so in asynchronous calls too. What is cached comes at once on every thread; else it waits,
        /// or, where that would never end, says so.
        /// </summary>
        /// <exception cref="CognitoCredentialsException">What went wrong, and what to do.</exception>
        public override SdkCredentials GetCredentials()
        {
            try
            {
                var changes = given.Changes;
                return given.OnThread(Required(provider.GetCredentials()), changes);
            }
            catch (Exception exception) when (!(exception is CognitoCredentialsException))
            {
                throw CognitoCredentialsException.Of(exception);
            }
        }

        /// <summary>For the SDK. Await it once before the first client, so that no call of it has to wait.</summary>
        /// <exception cref="CognitoCredentialsException">What went wrong, and what to do.</exception>
        public override Task<SdkCredentials> GetCredentialsAsync()
        {
            try
            {
                var changes = given.Changes;
                var asked = provider.GetCredentialsAsync();
                return asked.Status == TaskStatus.RanToCompletion
                    ? given.InFlow(Required(asked.Result), changes)
                    : Wait(asked, given.BeginFlow(), changes);
            }
            catch (Exception exception) when (!(exception is CognitoCredentialsException))
            {
                return Task.FromException<SdkCredentials>(CognitoCredentialsException.Of(exception));
            }
        }

        /// <summary>
        /// Learns from a client's failures: when a service says that a key is expired or not valid, that key is not used any
        /// more, and the next call has new ones. The SDK tells nobody by itself.
        /// </summary>
        /// <param name="client">One whose requests these credentials sign. It keeps this object alive.</param>
        public void Watch(AmazonServiceClient client)
        {
            if (client == null)
            {
                throw new ArgumentNullException("client");
            }
            client.ExceptionEvent -= OnException;
            client.ExceptionEvent += OnException;
        }

        /// <summary>
        /// Lets the SDK's clients count time as the service does, so that the first request and the first presigned URL are
        /// right on a device whose clock is wrong. It is <see cref="AWSConfigs.ManualClockCorrection"/>, which holds for the
        /// whole process; call it when there have been credentials once.
        /// </summary>
        /// <returns>The service's clock minus the device's.</returns>
        public TimeSpan CorrectSdkClock()
        {
            var offset = provider.Snapshot.ClockOffset;
            AWSConfigs.ManualClockCorrection = offset;
            return offset;
        }

        private static ImmutableCredentials Required(ImmutableCredentials credentials)
        {
            // A signer that is given none sends the request without a signature.
            return credentials ?? throw new InvalidOperationException("The provider answered null.");
        }

        private async Task<SdkCredentials> Wait(Task<ImmutableCredentials> asked, FlowSlot flow, int changes)
        {
            try
            {
                return given.ToFlow(flow, Required(await asked.ConfigureAwait(false)), changes);
            }
            catch (Exception exception) when (!(exception is CognitoCredentialsException))
            {
                throw CognitoCredentialsException.Of(exception);
            }
        }

        private void OnException(object sender, ExceptionEventArgs arguments)
        {
            var accessKeyId = RefusedKey.Of(arguments as WebServiceExceptionEventArgs);
            if (accessKeyId == null)
            {
                return;
            }
            given.Forget();
            try
            {
                provider.Invalidate(accessKeyId);
            }
            catch (ObjectDisposedException)
            {
                // Nobody signs with it any more.
            }
        }
    }
}
