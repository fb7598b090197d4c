//! HTTPS in front of an emulator: one version of TLS, answers cut into records as asked, and a note of every secret
//! that passes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

/// Whether head and body of an answer share a TLS record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Records {
    Together,
    Apart,
}

pub(crate) struct Relay {
    port: u16,
    ca_pem: String,
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Relay {
    pub(crate) fn start(target: u16, version: &'static SupportedProtocolVersion, records: Records) -> Self {
        let (config, ca_pem) = certified(version);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let secrets = Arc::default();
        let noted = Arc::clone(&secrets);
        thread::spawn(move || {
            for client in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let client = StreamOwned::new(connection, client.unwrap());
                let noted = Arc::clone(&noted);
                thread::spawn(move || serve(client, target, records, &noted));
            }
        });
        Self { port, ca_pem, secrets }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    pub(crate) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Keys and tokens of the answers so far.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.secrets.lock().unwrap().clone()
    }
}

fn certified(version: &'static SupportedProtocolVersion) -> (Arc<ServerConfig>, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = server.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    (Arc::new(config), authority.pem())
}

fn serve(client: impl Read + Write, target: u16, records: Records, secrets: &Mutex<Vec<String>>) {
    let mut client = BufReader::new(client);
    let mut server = BufReader::new(TcpStream::connect(("127.0.0.1", target)).unwrap());
    while let Some((head, body)) = message(&mut client) {
        server.get_mut().write_all(&[head, body].concat()).unwrap();
        let (head, body) = message(&mut server).unwrap();
        secrets.lock().unwrap().extend(secrets_in(&String::from_utf8_lossy(&body)));
        let client = client.get_mut();
        match records {
            Records::Together => client.write_all(&[head, body].concat()).unwrap(),
            Records::Apart => {
                client.write_all(&head).unwrap();
                client.write_all(&body).unwrap();
            }
        }
        client.flush().unwrap();
    }
}

/// One HTTP message, head and body. `None` when the connection ends.
fn message(stream: &mut impl BufRead) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let begin = head.len();
        if stream.read_line(&mut head).unwrap_or(0) == 0 {
            return None;
        }
        let line = head[begin..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some((head.into_bytes(), body))
}

/// What stands in JSON or XML under a name that means a secret.
fn secrets_in(body: &str) -> Vec<String> {
    let names = ["SecretKey\":\"", "SessionToken\":\"", "Token\":\"", "SecretAccessKey>", "SessionToken>"];
    let values = names.iter().flat_map(|name| body.split(name).skip(1));
    values
        .filter_map(|rest| rest.split(['"', '<']).next())
        .filter(|value| value.len() >= 30)
        .map(str::to_owned)
        .collect()
}
