//! The command line. Invariant: it is read completely before anything starts, and a mistake in it names the argument
//! and what would be valid.

use cognito_native::store::file::default_directory;

pub(crate) const HELP: &str = "\
Gets a guest identity and temporary AWS credentials through the C functions of cognito-native.

Usage: cargo run --example quickstart [-- OPTIONS]

Without options it asks an emulator inside this program. With --pool-id it asks Amazon Cognito:
  --pool-id ID               identity pool that allows guests, such as us-east-1:GUID
  --region REGION            the pool's region (default: the one its id begins with)
  --endpoint URL             another URL of the service, such as that of a cognito-emulator
  --ca-file PATH             PEM certificate authority to trust as well
  --storage-directory PATH   where the identity is stored (default: quickstart in this user's data directory)
  --help
";

/// What the command line asks for.
pub(crate) enum Invocation {
    Help,
    Run(Arguments),
}

#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) pool_id: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) ca_file: Option<String>,
    storage_directory: Option<String>,
}

impl Invocation {
    /// Reads the arguments after the program's name.
    pub(crate) fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut run = Arguments::default();
        let mut arguments = arguments.into_iter();
        while let Some(name) = arguments.next() {
            let place = match name.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--pool-id" => &mut run.pool_id,
                "--region" => &mut run.region,
                "--endpoint" => &mut run.endpoint,
                "--ca-file" => &mut run.ca_file,
                "--storage-directory" => &mut run.storage_directory,
                _ => return Err(format!("argument {name:?} is not known")),
            };
            let value = arguments.next().filter(|value| !value.is_empty() && !value.starts_with("--"));
            *place = Some(value.ok_or_else(|| format!("{name} needs a value"))?);
        }
        let for_a_pool =
            [("--region", &run.region), ("--endpoint", &run.endpoint), ("--ca-file", &run.ca_file)];
        match for_a_pool.iter().find(|(_, value)| value.is_some()) {
            Some((name, _)) if run.pool_id.is_none() => {
                Err(format!("{name} needs --pool-id: without it the emulator in this program is asked"))
            }
            _ => Ok(Self::Run(run)),
        }
    }
}

impl Arguments {
    /// A directory of its own, so that no game's player is touched.
    pub(crate) fn storage_directory(&self) -> Result<String, String> {
        if let Some(directory) = &self.storage_directory {
            return Ok(directory.clone());
        }
        let directory = default_directory()
            .ok_or_else(|| "this user has no data directory; give --storage-directory".to_owned())?;
        let directory = directory.join("quickstart");
        directory.to_str().map(str::to_owned).ok_or_else(|| {
            let directory = directory.display();
            format!("{directory} is not UTF-8, as C text has to be; give --storage-directory")
        })
    }
}
