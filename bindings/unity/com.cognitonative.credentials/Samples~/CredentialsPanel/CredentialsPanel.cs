using System;
using System.Threading.Tasks;
using UnityEngine;

namespace CognitoNative.Samples
{
    /// <summary>
    /// Shows a player's identity and credentials on the screen, and does what a game does with them. Put it on any
    /// GameObject. As it is, it talks to the emulator on this machine; clear the endpoint to talk to Amazon Cognito.
    /// </summary>
    public sealed class CredentialsPanel : MonoBehaviour
    {
        private static readonly string[] Players = { "default", "second" };

        [SerializeField]
        [Tooltip("REGION:GUID, as the Cognito console shows it.")]
        private string identityPoolId = "us-east-1:11111111-2222-3333-4444-555555555555";

        [SerializeField]
        [Tooltip("Where the emulator listens. Empty: Amazon Cognito.")]
        private string endpoint = "http://127.0.0.1:4566";

        [SerializeField]
        [Tooltip("For example accounts.google.com. Empty: the player stays a guest.")]
        private string loginProvider = "";

        [SerializeField]
        [Tooltip("What that provider's own SDK issued for the player.")]
        private string loginToken = "";

        private CognitoAWSCredentials credentials;
        private int player;
        private bool isBusy;
        private string identityId;
        private string accessKey;
        private string news = "";
        private string error = "";

        private void Start()
        {
#if ENABLE_INPUT_SYSTEM && !ENABLE_LEGACY_INPUT_MANAGER
            Debug.LogWarning(
                "The buttons of this panel get no clicks with the Input System alone: set Project Settings > Player > "
                + "Active Input Handling to Both or to Input Manager (Old). The credentials are fetched without a click.");
#endif
            Play(0);
#if ENABLE_INPUT_SYSTEM && !ENABLE_LEGACY_INPUT_MANAGER
            if (credentials != null)
            {
                Ask(() => credentials.GetCredentialsAsync());
            }
#endif
        }

        private void OnDestroy()
        {
            credentials?.Dispose();
        }

        private void OnGUI()
        {
            GUILayout.BeginArea(new Rect(20, 20, Screen.width - 40, Screen.height - 40));
            GUILayout.Label("Pool: " + identityPoolId + (endpoint == "" ? "" : " at " + endpoint));
            if (credentials != null)
            {
                ShowPlayer();
                ShowButtons();
            }
            GUILayout.Label(news);
            GUILayout.Label(error);
            GUILayout.EndArea();
        }

        private void ShowPlayer()
        {
            bool isGuest = credentials.LoginsCount == 0;
            GUILayout.Label("Player: " + Players[player] + ", " + (isGuest ? "guest" : "signed in"));
            GUILayout.Label("Identity id: " + (identityId ?? "not known yet"));
            GUILayout.Label("Access key: " + (accessKey ?? "none"));
            GUILayout.Label("Expires: " + Countdown());
        }

        private void ShowButtons()
        {
            GUILayout.BeginHorizontal();
            GUI.enabled = !isBusy;
            if (GUILayout.Button("Get"))
            {
                Ask(() => credentials.GetCredentialsAsync());
            }
            if (GUILayout.Button("Refresh"))
            {
                Ask(() => credentials.RefreshAsync());
            }
            if (GUILayout.Button("Switch player"))
            {
                Play((player + 1) % Players.Length);
            }
            GUI.enabled = !isBusy && loginProvider != "" && loginToken != "";
            if (GUILayout.Button("Sign in"))
            {
                // A guest who signs in keeps the identity, unless the login already has one.
                credentials.AddLogin(loginProvider, loginToken);
                Ask(() => credentials.GetCredentialsAsync());
            }
            GUI.enabled = true;
            if (GUILayout.Button("Sign out"))
            {
                credentials.SignOut();
                Show(null);
            }
            GUILayout.EndHorizontal();
        }

        /// <summary>Each player has a profile: an identity of their own, which is remembered.</summary>
        private void Play(int next)
        {
            credentials?.Dispose();
            credentials = null;
            player = next;
            error = "";
            Show(null);
            try
            {
                credentials = new CognitoAWSCredentials(new CognitoCredentialsOptions
                {
                    IdentityPoolId = identityPoolId,
                    Endpoint = endpoint == "" ? null : endpoint,
                    Profile = Players[player],
                });
            }
            catch (Exception refusal)
            {
                // The native library is missing, or the pool id is not one: the message says what to do.
                error = refusal.Message;
                return;
            }
            credentials.IdentityChangedEvent += OnIdentityChanged;
            identityId = credentials.GetCachedIdentityId();
        }

        private void OnIdentityChanged(object sender, IdentityChangedArgs change)
        {
            identityId = change.NewIdentityId;
            news = "The identity changed (" + change.Cause + ").";
        }

        /// <summary>Everything here is on the main thread, also what follows the await.</summary>
        private async void Ask(Func<Task<ImmutableCredentials>> request)
        {
            CognitoAWSCredentials asked = credentials;
            isBusy = true;
            error = "";
            try
            {
                ImmutableCredentials answer = await request();
                if (asked == credentials)
                {
                    Show(answer);
                }
            }
            catch (OperationCanceledException)
            {
                // The player was switched, signed out, or the game ends.
            }
            catch (CognitoException failure)
            {
                // The message ends with a hint: what to do about it.
                error = failure.Code + ": " + failure.Message;
            }
            finally
            {
                isBusy = false;
            }
        }

        private void Show(ImmutableCredentials answer)
        {
            identityId = answer?.IdentityId;
            accessKey = answer?.AccessKey;
            news = "";
        }

        /// <summary>By the service's clock: the device's may be wrong.</summary>
        private string Countdown()
        {
            CognitoSnapshot snapshot = credentials.Snapshot;
            if (snapshot.Expiration == null)
            {
                return "-";
            }
            TimeSpan left = snapshot.Expiration.Value - (DateTime.UtcNow + snapshot.ClockOffset);
            return left > TimeSpan.Zero ? "in " + left.ToString(@"hh\:mm\:ss") : "now";
        }
    }
}
