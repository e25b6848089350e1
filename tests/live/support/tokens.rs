//! An OAuth server: it issues access tokens, says to whom they belong (RFC 7662), and lets them expire.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A running server, on a thread of its own until the process ends.
#[derive(Clone)]
pub struct Tokens {
    port: u16,
    /// The user of each token that is valid.
    valid: Arc<Mutex<HashMap<String, String>>>,
    issued: Arc<Mutex<u32>>,
}

impl Tokens {
    /// Listens on a free port of loopback.
    ///
    /// # Errors
    /// There is none.
    pub fn serve() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let tokens = Self {
            port: listener.local_addr()?.port(),
            valid: Arc::default(),
            issued: Arc::default(),
        };
        let server = tokens.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = server.clone();
                // A client that closes early is no matter of the server's.
                thread::spawn(move || drop(server.answer(client)));
            }
        });
        Ok(tokens)
    }

    /// The port for `GET /token/USER`, whose answer is a new token, and for `POST /introspect`.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A new token for a user, as long as Google's.
    pub fn issue(&self, user: &str) -> String {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        *issued += 1;
        let token = format!("ya29.{issued}.{}", "a0AfB_by".repeat(25));
        let mut valid = self.valid.lock().unwrap_or_else(PoisonError::into_inner);
        valid.insert(token.clone(), user.to_owned());
        token
    }

    /// Lets every token of a user expire.
    pub fn expire(&self, user: &str) {
        let mut valid = self.valid.lock().unwrap_or_else(PoisonError::into_inner);
        valid.retain(|_, owner| owner != user);
    }

    fn answer(&self, client: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(&client);
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut length = 0;
        loop {
            let mut field = String::new();
            reader.read_line(&mut field)?;
            let field = field.trim_end().to_ascii_lowercase();
            if field.is_empty() {
                break;
            }
            if let Some(value) = field.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or_default();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let (kind, answer) = match path.strip_prefix("/token/") {
            Some(user) => ("text/plain", format!("{}\n", self.issue(user))),
            None => ("application/json", self.introspect(&body)),
        };
        write!(
            &client,
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        )
    }

    fn introspect(&self, body: &str) -> String {
        let fields = body.split('&');
        let token = fields
            .filter_map(|field| field.strip_prefix("token="))
            .next();
        let valid = self.valid.lock().unwrap_or_else(PoisonError::into_inner);
        match token.and_then(|token| valid.get(token)) {
            Some(user) => format!(r#"{{"active":true,"username":"{user}","scope":"mail"}}"#),
            None => r#"{"active":false}"#.to_owned(),
        }
    }
}
