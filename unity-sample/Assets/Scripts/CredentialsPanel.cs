using System;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.UI;

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

        [SerializeField]
        [Tooltip("Where games are saved: https://BUCKET.s3.REGION.amazonaws.com. Empty: nowhere.")]
        private string bucketUrl = "";

        [SerializeField]
        [Tooltip("The bucket's region, if its host is none of AWS's. Else empty.")]
        private string bucketRegion = "";

        private readonly string[] shown = new string[7];
        private Text[] lines;
        private Button[] buttons;
        private Button signIn;
        private Button signOut;
        private CognitoAWSCredentials credentials;
        private int player;
        private bool isBusy;
        private string identityId;
        private string accessKey;
        private string news = "";
        private string error = "";

        private void Start()
        {
            var view = new PanelView(transform);
            lines = Array.ConvertAll(shown, line => view.AddLine());
            buttons = new[]
            {
                view.AddButton("Get", () => Ask(() => credentials.GetCredentialsAsync())),
                view.AddButton("Refresh", () => Ask(() => credentials.RefreshAsync())),
                view.AddButton("Switch player", () => Play((player + 1) % Players.Length)),
                view.AddButton("Save", () => Use(async save =>
                {
                    await save.SaveAsync("saved at " + DateTime.Now.ToString("T"));
                    return "saved";
                })),
                view.AddButton("Load", () => Use(save => save.LoadAsync())),
            };
            // A guest who signs in keeps the identity, unless the login already has one.
            signIn = view.AddButton("Sign in", () =>
            {
                credentials.AddLogin(loginProvider, loginToken);
                Ask(() => credentials.GetCredentialsAsync());
            });
            signOut = view.AddButton("Sign out", () =>
            {
                credentials.SignOut();
                Show(null);
            });
            Play(0);
            Update();
        }

        private void OnDestroy()
        {
            credentials?.Dispose();
        }

        private void Update()
        {
            bool isThere = credentials != null;
            shown[0] = "Pool: " + identityPoolId + (endpoint == "" ? "" : " at " + endpoint);
            shown[1] = isThere ? "Player: " + Players[player] + (credentials.LoginsCount == 0 ? ", guest" : ", signed in") : "";
            shown[2] = isThere ? "Identity id: " + (identityId ?? "not known yet") : "";
            shown[3] = isThere ? "Access key: " + (accessKey ?? "none") : "";
            shown[4] = isThere ? "Expires: " + Countdown() : "";
            shown[5] = news;
            shown[6] = error;
            for (int i = 0; i < lines.Length; i++)
            {
                lines[i].text = shown[i];
            }
            foreach (Button button in buttons)
            {
                button.interactable = isThere && !isBusy;
            }
            buttons[3].interactable &= bucketUrl != "";
            buttons[4].interactable &= bucketUrl != "";
            signIn.interactable = isThere && !isBusy && loginProvider != "" && loginToken != "";
            signOut.interactable = isThere;
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

        private void Ask(Func<Task<ImmutableCredentials>> request)
        {
            _ = Wait(async asked =>
            {
                ImmutableCredentials answer = await request();
                if (asked == credentials)
                {
                    Show(answer);
                }
            });
        }

        private void Use(Func<SavedGame, Task<string>> use)
        {
            _ = Wait(async asked => news = await use(new SavedGame(asked, bucketUrl, bucketRegion)));
        }

        /// <summary>
        /// Everything here is on the main thread, also what follows an await. Nobody awaits the task of a button, so that
        /// nothing may be left in it.
        /// </summary>
        private async Task Wait(Func<CognitoAWSCredentials, Task> work)
        {
            isBusy = true;
            error = "";
            try
            {
                await work(credentials);
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
            catch (InvalidOperationException refusal)
            {
                error = refusal.Message;
            }
            catch (Exception fault)
            {
                Debug.LogException(fault);
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
