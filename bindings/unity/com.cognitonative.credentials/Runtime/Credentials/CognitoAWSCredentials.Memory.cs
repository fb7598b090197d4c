using System;
using System.Threading;
using System.Threading.Tasks;

namespace CognitoNative
{
    /// <remarks>
    /// What is in memory, without a request. While the library says that the answer is still the fresh one of before, its
    /// finished task is handed out: no allocation, no other thread, no lock.
    /// </remarks>
    public unsafe partial class CognitoAWSCredentials
    {
        private readonly AnswerTasks<string> identityIds = new AnswerTasks<string>();
        private readonly AnswerTasks<ImmutableCredentials> credentialSets = new AnswerTasks<ImmutableCredentials>();

        // Made once each: a call that finds something in memory allocates nothing.
        private readonly Func<Task<string>> beginIdentityId;
        private readonly Func<Task<ImmutableCredentials>> beginCredentials;
        private readonly AnswerReader<ImmutableCredentials> readUnlessLast;

        /// <summary>Another number after every call that changes the player or takes credentials back.</summary>
        internal int AnswerChanges
        {
            get { return credentialSets.Changes; }
        }

        /// <summary>Null when a get would do more than hand out what is there.</summary>
        private Task<ImmutableCredentials> FreshCredentials()
        {
            var number = NativeMethods.cognito_provider_fresh_credentials(handle.Unchecked);
            return credentialSets.Finished(number) ?? (number == 0 ? null : KeepCredentials(number));
        }

        private Task<string> FreshIdentityId()
        {
            var number = NativeMethods.cognito_provider_fresh_identity_id(handle.Unchecked);
            return identityIds.Finished(number) ?? (number == 0 ? null : KeepIdentityId(number));
        }

        /// <summary>The first who asks since the refresh makes the task for all.</summary>
        private Task<ImmutableCredentials> KeepCredentials(ulong number)
        {
            var read = ReadCachedCredentials();
            // Unless they were replaced meanwhile, they are what has the number.
            return read != null && NativeMethods.cognito_provider_fresh_credentials(handle.Unchecked) == number
                ? credentialSets.Keep(number, read)
                : null;
        }

        private Task<string> KeepIdentityId(ulong number)
        {
            var read = ReadCachedIdentityId();
            return read != null && NativeMethods.cognito_provider_fresh_identity_id(handle.Unchecked) == number
                ? identityIds.Keep(number, read)
                : null;
        }

        /// <summary>Null when there are none that have not expired.</summary>
        private ImmutableCredentials ReadCachedCredentials()
        {
            cognito_completion* completion = null;
            var result = NativeMethods.cognito_provider_cached_credentials(Native, &completion);
            if (result == NativeMethods.COGNITO_ERROR_NOT_CACHED)
            {
                return null;
            }
            Require(result);
            return Finish(completion, readUnlessLast);
        }

        private string ReadCachedIdentityId()
        {
            cognito_completion* completion = null;
            var result = NativeMethods.cognito_provider_cached_identity_id(Native, &completion);
            if (result == NativeMethods.COGNITO_ERROR_NOT_CACHED)
            {
                return null;
            }
            Require(result);
            return Finish(completion, ReadIdentityId);
        }

        /// <summary>When a refresh is due and does not come, these are still those of the last call: no new strings.</summary>
        private ImmutableCredentials ReadUnlessLast(cognito_completion* completion)
        {
            var last = credentialSets.Last;
            if (last != null
                && Utf8.IsAscii(NativeMethods.cognito_completion_access_key_id(completion), last.AccessKey)
                && last.Expiration == CompletionReader.Expiration(completion))
            {
                return last;
            }
            var read = CompletionReader.Credentials(completion);
            credentialSets.Keep(0, read);
            return read;
        }

        private Task<string> JoinIdentityId()
        {
            return DeadlineMilliseconds == 0 ? identityIds.Join(beginIdentityId) : beginIdentityId();
        }

        /// <summary>Each request's own deadline counts from its own beginning, so that with one they are not shared.</summary>
        private Task<ImmutableCredentials> JoinCredentials()
        {
            return DeadlineMilliseconds == 0 ? credentialSets.Join(beginCredentials) : beginCredentials();
        }

        /// <summary>After every call that changes the player or takes credentials back, and when the provider ends.</summary>
        private void ForgetAnswers()
        {
            identityIds.Forget();
            credentialSets.Forget();
        }
    }
}
