//! What `--help` says.

/// One screen for each question: what is it, how do I set it up, what can I say, what went wrong.
pub(crate) const HELP: &str = "\
Temporary AWS credentials of an Amazon Cognito identity pool, for every AWS SDK and the AWS CLI on this machine.

Usage: cognito-credentials process --pool-id ID [OPTIONS]
       cognito-credentials serve   --pool-id ID [OPTIONS] [-- COMMAND [ARGUMENT...]]
       cognito-credentials sign-out --pool-id ID [--profile NAME] [--storage-directory PATH]

process   prints credentials once, as `credential_process` wants them. In ~/.aws/config:

            [profile game]
            region = us-east-1
            credential_process = /path/to/cognito-credentials process --pool-id us-east-1:GUID

          and then `aws --profile game s3 ls`, or AWS_PROFILE=game for a program. A guest's credentials are kept in the
          user's data directory, for the user only, so that the next call needs no network; with
          --persist-credentials false nothing but the identity id is.

serve     is a credentials endpoint on 127.0.0.1, as SDKs know it from containers; credentials stay in memory and are
          always fresh. With a COMMAND, the command and nobody else is told of it:

            cognito-credentials serve --pool-id us-east-1:GUID -- ./my-tool --verbose

          and its exit code is returned (128 and the signal's number if a signal ended it). Without one, it prints two
          lines for the environment of others, and runs until it is ended:

            AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:PORT/credentials
            AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=PATH

          SDKs ask ~/.aws/credentials and ~/.aws/config first: no default profile there may have credentials.

sign-out  removes what is kept of the player who signed in, or of the --profile; nothing is sent.

  --pool-id ID                  the identity pool, region:GUID
  --profile NAME                which of several players on this machine. Without a login it is \"default\", which the
                                games on it have too; with one \"signed-in\", so that their guest stays theirs.
                                With an --endpoint \" at HOST\" is added
  --login-file NAME=PATH        sign in: the regular file has the token of the login NAME, such as accounts.google.com or
                                cognito-idp.us-east-1.amazonaws.com/POOL. Each is read again when a token has expired
  --login-env NAME=VARIABLE     the same, from an environment variable
  --login-command NAME=COMMAND  the same, from what a shell command prints, 25 seconds at most
                                (each is repeatable; without a login the player is a guest)
  --timeout SECONDS             how long credentials may take (default: 60)
  --port PORT                   serve: a port of one's own choice (default: any free one)
  --token-file PATH             serve without a command: where to write the token, for the user only
                                (default: a new file in the directory for temporary ones)
  --storage-directory PATH      where the identity is kept (default: the user's data directory); \"\" for nowhere
  --ca-file PATH                PEM certificates to trust besides the system's
  --help, --version

Every other option of the library is an argument too, such as --endpoint URL, --auth-role-arn ARN, --session-duration-s
900, --custom-role-arn ARN, --use-fips true, --proxy-from-environment true: see cognito_provider_options in
cognito_native.h. Arguments are visible to everybody on the machine, so no token is ever one.

Exit codes
  0  done
  1  refused: the pool is unknown, the role is not allowed, ...; trying again does not help
  2  the arguments cannot be used
  3  a login is needed, has expired, was rejected, or could not be read
  4  not now: no network, or the service is busy; try again later
  5  serve could not listen or could not start the command
One line on standard error says what to do. Only credentials (process) and those two lines (serve) go to standard output.
";
