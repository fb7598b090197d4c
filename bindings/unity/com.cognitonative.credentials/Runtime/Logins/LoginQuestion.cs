using System;
using System.Threading;

namespace CognitoNative
{
    /// <summary>
    /// The library's question for logins. It is answered exactly once, from any thread; a later answer does nothing.
    /// </summary>
    internal sealed unsafe class LoginQuestion
    {
        private IntPtr request;

        internal LoginQuestion(cognito_login_request* request)
        {
            this.request = (IntPtr)request;
        }

        /// <param name="logins">The answer.</param>
        /// <param name="accepted">Told that the library takes it, before anybody can see it.</param>
        /// <param name="refused">
        /// Told why the library refuses it, before the question fails by that: whoever waits for it may look at once.
        /// </param>
        internal void Answer(CognitoLogins logins, Action accepted, Action<Exception> refused)
        {
            var taken = (cognito_login_request*)Interlocked.Exchange(ref request, IntPtr.Zero);
            if (taken == null)
            {
                return;
            }
            try
            {
                Fill(taken, logins);
                accepted();
            }
            catch (Exception exception)
            {
                refused(exception);
                Fail(taken, "The answer of the login source is not valid. " + exception.Message);
                return;
            }
            // Refused when nobody waits for it any more, and then there is nobody to tell.
            NativeMethods.cognito_login_request_complete(taken);
        }

        internal void Fail(string message)
        {
            var taken = (cognito_login_request*)Interlocked.Exchange(ref request, IntPtr.Zero);
            if (taken != null)
            {
                Fail(taken, message);
            }
        }

        private static void Fill(cognito_login_request* request, CognitoLogins logins)
        {
            foreach (var login in logins)
            {
                using (var name = new NativeText(login.Key, "providerName"))
                using (var token = new NativeText(login.Value, "token"))
                {
                    NativeResult.Require(
                        NativeMethods.cognito_login_request_add(request, name.Pointer, token.Pointer));
                }
            }
            if (logins.DeveloperIdentityId == null)
            {
                return;
            }
            using (var identityId = new NativeText(logins.DeveloperIdentityId, "identityId"))
            using (var token = new NativeText(logins.DeveloperToken, "token"))
            {
                NativeResult.Require(NativeMethods.cognito_login_request_set_developer_identity(
                    request, identityId.Pointer, token.Pointer));
            }
        }

        private static void Fail(cognito_login_request* request, string message)
        {
            try
            {
                using (var text = new NativeText(message, "message"))
                {
                    // Refused when nobody waits for it any more, as above.
                    NativeMethods.cognito_login_request_fail(request, text.Pointer);
                }
            }
            catch (ArgumentException)
            {
                // The message of somebody's exception is no text; the question must end all the same.
                NativeMethods.cognito_login_request_fail(request, null);
            }
        }
    }
}
