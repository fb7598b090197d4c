//! The other process, and the one way to talk to it.

#![allow(unsafe_code, reason = "libcurl is C")]

use std::env;
use std::ffi::{CStr, CString, c_char};
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Where the program is; `tests/host_http.sh` says so.
const PROGRAM: &str = "COGNITO_TEST_EMULATOR";

// curl.c
unsafe extern "C" {
    fn over_curl_post(url: *const c_char, ca_file: *const c_char, body: *const c_char) -> *mut c_char;
    fn over_curl_free_text(text: *mut c_char);
}

/// A running emulator.
pub struct Process {
    pub endpoint: String,
    pub ca_pem: Option<String>,
    child: Child,
    directory: TempDir,
}

impl Process {
    pub fn start(https: bool, clock_offset_seconds: i64) -> io::Result<Self> {
        let directory = tempfile::tempdir()?;
        let ca_file = directory.path().join("ca.pem");
        let mut command = Command::new(env::var_os(PROGRAM).expect(PROGRAM));
        command.args([
            "--control",
            "--until-stdin-closes",
            "--clock-offset",
            &clock_offset_seconds.to_string(),
        ]);
        if https {
            command.arg("--https").arg("--ca-file").arg(&ca_file);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let said: Vec<String> = lines.take_while(|line| line != "ready").collect();
        let endpoint =
            said.iter().find_map(|line| line.strip_prefix("endpoint=")).expect("it says where").to_owned();
        let ca_pem = https.then(|| fs::read_to_string(&ca_file)).transpose()?;
        Ok(Self { endpoint, ca_pem, child, directory })
    }

    /// Performs a command of `POST /control`.
    pub fn control(&self, command: &Value) -> Value {
        let url = CString::new(format!("{}/control", self.endpoint)).unwrap();
        let ca_file = self.directory.path().join("ca.pem");
        let ca_file = CString::new(ca_file.to_str().unwrap()).unwrap();
        let body = CString::new(command.to_string()).unwrap();
        // SAFETY: the strings live through the call; the answer is the caller's until it is given back.
        let answer: Value = unsafe {
            let text = over_curl_post(url.as_ptr(), ca_file.as_ptr(), body.as_ptr());
            let answer = serde_json::from_slice(CStr::from_ptr(text).to_bytes()).unwrap();
            over_curl_free_text(text);
            answer
        };
        assert!(answer.get("error").is_none(), "{command}: {answer}");
        answer
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take()); // it ends with that
        let _status = self.child.wait();
    }
}
