//! The PEM files of a connection: CAs, a client certificate and its key. They are read whole, and before connecting.

use crate::input;
use crate::net::trust;
use native_tls::Certificate;
use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The most octets that are read as a PEM file: Debian's whole bundle has a quarter of a megabyte.
const MAX_OCTETS: u64 = 16 << 20;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// CAs that are trusted (`--ca-file`).
    Ca,
    /// A client certificate (`--client-cert`).
    ClientCertificate,
    /// The key of the client certificate (`--client-key`).
    ClientKey,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Purpose::Ca => "CA file",
            Purpose::ClientCertificate => "client certificate",
            Purpose::ClientKey => "client key",
        })
    }
}

/// A PEM file that cannot be used.
#[derive(Debug)]
pub(crate) struct FileError {
    /// What it is for.
    pub purpose: Purpose,
    /// Its path.
    pub path: PathBuf,
    /// Why.
    pub problem: FileProblem,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display().to_string();
        write!(f, "{} {}", self.purpose, path.escape_debug())
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.problem)
    }
}

/// What is wrong with a PEM file.
#[derive(Debug)]
pub(crate) enum FileProblem {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is a directory, a pipe or a device.
    NotRegular,
    /// It is too large to be a file of certificates or keys.
    TooLarge,
    /// One of its PEM blocks does not hold a certificate.
    Malformed(native_tls::Error),
    /// It holds no PEM certificate.
    NoCertificate,
    /// It holds no private key.
    NoKey,
    /// Its private key is encrypted.
    Encrypted {
        /// The command that decrypts it.
        command: String,
    },
    /// Other users can read it.
    OpenToOthers {
        /// The command that forbids it.
        command: String,
    },
    /// Its private key is damaged, or of a kind that is not known here.
    UnknownKey,
    /// Its private key does not belong to the first certificate of this file.
    OtherKey(PathBuf),
    /// Its private key belongs to a certificate that is not the first of this file.
    NotFirst(PathBuf),
    /// The TLS library does not use the certificate with its key.
    Refused(native_tls::Error),
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileProblem::Unreadable(_) => "cannot be read",
            FileProblem::NotRegular => "it is not a regular file",
            FileProblem::TooLarge => "it is too large to be a PEM file",
            FileProblem::Malformed(_) => "a PEM block in it is not a certificate",
            FileProblem::NoCertificate => "contains no PEM certificate",
            FileProblem::NoKey => "contains no PEM private key",
            FileProblem::Encrypted { command } => {
                return write!(f, "the private key is encrypted; to decrypt it, run {command}");
            }
            FileProblem::OpenToOthers { command } => {
                return write!(f, "other users can read the private key: run {command}");
            }
            FileProblem::UnknownKey => {
                "the private key is damaged or of an unknown kind (openssl pkey converts many kinds)"
            }
            FileProblem::OtherKey(certificate) => {
                let path = certificate.display().to_string();
                return write!(
                    f,
                    "the private key does not belong to the certificate in {}",
                    path.escape_debug()
                );
            }
            FileProblem::NotFirst(certificate) => {
                let path = certificate.display().to_string();
                return write!(
                    f,
                    "the private key belongs to a certificate in {} that is not the first: put it before its CAs",
                    path.escape_debug()
                );
            }
            FileProblem::Refused(_) => "the TLS library does not use it",
        })
    }
}

impl std::error::Error for FileProblem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FileProblem::Unreadable(source) => Some(source),
            FileProblem::Malformed(source) | FileProblem::Refused(source) => Some(source),
            FileProblem::NotRegular
            | FileProblem::TooLarge
            | FileProblem::NoCertificate
            | FileProblem::NoKey
            | FileProblem::Encrypted { .. }
            | FileProblem::OpenToOthers { .. }
            | FileProblem::UnknownKey
            | FileProblem::OtherKey(_)
            | FileProblem::NotFirst(_) => None,
        }
    }
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Anybody.
    Anybody,
    /// The owner, and a group that the owner chose.
    Owner,
}

/// The text of a regular file. It may hold a key, so it is wiped when it is dropped; nothing is waited for.
///
/// # Errors
/// [`FileProblem::Unreadable`], [`FileProblem::NotRegular`], [`FileProblem::TooLarge`], [`FileProblem::OpenToOthers`].
pub(super) fn read(path: &Path, readers: Readers) -> Result<Zeroizing<String>, FileProblem> {
    let file = input::open(path).map_err(FileProblem::Unreadable)?;
    let metadata = file.metadata().map_err(FileProblem::Unreadable)?;
    if !metadata.is_file() {
        return Err(FileProblem::NotRegular);
    }
    if metadata.len() > MAX_OCTETS {
        return Err(FileProblem::TooLarge);
    }
    if readers == Readers::Owner && input::is_open_to_others(&metadata) {
        return Err(FileProblem::OpenToOthers {
            command: input::closing_command(path),
        });
    }
    // With room for all of it from the start: a buffer that grows leaves copies behind.
    let room = usize::try_from(metadata.len()).unwrap_or(0) + 1;
    let mut octets = Zeroizing::new(Vec::with_capacity(room));
    let read = file.take(MAX_OCTETS).read_to_end(&mut octets);
    read.map_err(FileProblem::Unreadable)?;
    // PEM is ASCII; text beside it may be in any charset.
    octets.iter_mut().for_each(|octet| {
        if !octet.is_ascii() {
            *octet = b'?';
        }
    });
    match String::from_utf8(std::mem::take(&mut octets)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => Err(FileProblem::Unreadable(io::Error::other(
            error.utf8_error(),
        ))),
    }
}

/// The certificates in a text, at least one. A block that cannot be read is an error.
///
/// # Errors
/// [`FileProblem::Malformed`], [`FileProblem::NoCertificate`].
pub(super) fn certificates(pem: &str) -> Result<Vec<Certificate>, FileProblem> {
    let certificates: Vec<Certificate> = trust::pem_blocks(pem)
        .map(|block| Certificate::from_pem(block.as_bytes()).map_err(FileProblem::Malformed))
        .collect::<Result<_, _>>()?;
    match certificates.is_empty() {
        true => Err(FileProblem::NoCertificate),
        false => Ok(certificates),
    }
}
