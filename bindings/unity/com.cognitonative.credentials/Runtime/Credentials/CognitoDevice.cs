namespace CognitoNative
{
    /// <summary>
    /// What the program knows of the device, for all providers of the process. Nobody needs to say it.
    /// </summary>
    public static class CognitoDevice
    {
        /// <summary>
        /// Offline nothing is attempted: what is valid is served, other requests wait for the network until their timeout, or
        /// fail at once with <see cref="CognitoErrorCode.Offline"/>. With the network back they go on, and errors that were
        /// remembered are forgotten.
        /// </summary>
        public static void SetNetworkState(CognitoNetworkState state)
        {
            NativeLibraryCheck.Require();
            NativeResult.Require(NativeMethods.cognito_set_network_state((int)state));
        }

        /// <summary>
        /// Suspended nothing starts that nobody asked for (<see cref="CognitoCredentialsOptions.KeepFresh"/>); what came due
        /// meanwhile is done once the application is in use again.
        /// </summary>
        public static void SetApplicationSuspended(bool isSuspended)
        {
            NativeLibraryCheck.Require();
            NativeResult.Require(NativeMethods.cognito_set_application_state(isSuspended
                ? NativeMethods.COGNITO_APPLICATION_SUSPENDED
                : NativeMethods.COGNITO_APPLICATION_ACTIVE));
        }
    }
}
