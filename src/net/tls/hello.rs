//! The ServerHello, which says which version of TLS and which cipher the server has chosen. native-tls does not report
//! them, so they are read from the octets below it: the ServerHello is never encrypted (RFC 5246 section 7.4.1.3,
//! RFC 8446 section 4.1.3).
//!
//! What is read here is only shown. No decision depends on it: a server that lies deceives nobody but the reader of a report.

use super::cipher;
use std::fmt;
use std::io::{self, Read, Write};

/// The most octets of a ServerHello: it has some 100, or 1,300 with a post-quantum key share. The limit keeps a server from
/// filling the memory.
const MAX_HELLO_OCTETS: usize = 16 * 1024;

/// The header of a record: type, version, length (RFC 8446 section 5.1).
const RECORD_HEADER_OCTETS: usize = 5;

/// The header of a handshake message: type and length (RFC 8446 section 4).
const MESSAGE_HEADER_OCTETS: usize = 4;

/// The types of records that may come before the end of a ServerHello: change_cipher_spec, alert, handshake.
const EARLY_RECORDS: std::ops::RangeInclusive<u8> = 20..=22;

/// The type of the records of the handshake.
const HANDSHAKE: u8 = 22;

/// The type of the message.
const SERVER_HELLO: u8 = 2;

/// The extension supported_versions (RFC 8446 section 4.2.1).
const SUPPORTED_VERSIONS: u16 = 43;

/// What a ServerHello says. A HelloRetryRequest is one too, and says the same (RFC 8446 section 4.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerHello {
    /// The version by its number: 0x0303 is TLS 1.2.
    pub(crate) version: u16,
    /// The cipher suite by its number.
    pub(crate) cipher: u16,
}

impl ServerHello {
    /// The version by its name.
    pub(crate) fn version_name(self) -> String {
        match self.version {
            0x0301..=0x0304 => format!("TLSv1.{}", self.version - 0x0301),
            other => format!("0x{other:04x}"),
        }
    }

    /// The cipher suite by the name that IANA has given it, or by its number.
    pub(crate) fn cipher_name(self) -> String {
        match cipher::name(self.cipher) {
            Some(name) => name.to_owned(),
            None => format!("0x{:04x}", self.cipher),
        }
    }

    /// Reads the body of the message.
    fn parse(body: &[u8]) -> Option<Self> {
        let mut rest = Octets(body);
        let legacy_version = rest.number(2)?;
        rest.take(32)?; // random
        rest.prefixed(1)?; // session ID
        let cipher = rest.number(2)?;
        rest.take(1)?; // compression
        let mut version = legacy_version;
        // TLS 1.2 may leave the extensions out.
        let mut extensions = Octets(rest.prefixed(2).unwrap_or_default());
        while let Some(kind) = extensions.number(2) {
            let mut value = Octets(extensions.prefixed(2)?);
            if kind == SUPPORTED_VERSIONS {
                version = value.number(2)?;
            }
        }
        Some(ServerHello { version, cipher })
    }
}

/// Octets that are read from the front. What is beyond the end is `None`.
struct Octets<'o>(&'o [u8]);

impl<'o> Octets<'o> {
    fn take(&mut self, count: usize) -> Option<&'o [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of one or two octets, the most significant first.
    fn number(&mut self, octets: usize) -> Option<u16> {
        let taken = self.take(octets)?;
        Some((taken.iter()).fold(0, |number, octet| number << 8 | u16::from(*octet)))
    }

    /// Octets whose count stands before them.
    fn prefixed(&mut self, octets: usize) -> Option<&'o [u8]> {
        let count = self.number(octets)?;
        self.take(count.into())
    }
}

/// Reads the start of what a server sends, in pieces of any size, up to the end of its ServerHello.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HelloReader(State);

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Reading {
        /// The header of the present record, as far as it has come.
        header: Vec<u8>,
        /// The octets that its record still has.
        left: usize,
        /// The handshake messages, as far as they have come.
        messages: Vec<u8>,
    },
    /// The message was read, or there is none.
    Ended(Option<ServerHello>),
}

impl Default for State {
    fn default() -> Self {
        State::Reading {
            header: Vec::new(),
            left: 0,
            messages: Vec::new(),
        }
    }
}

impl HelloReader {
    /// What the ServerHello says, once it is whole.
    pub(crate) fn hello(&self) -> Option<ServerHello> {
        match self.0 {
            State::Ended(hello) => hello,
            State::Reading { .. } => None,
        }
    }

    /// The most octets that are kept: a message, and the rest of the record in which it ends.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) const MOST_HELD_OCTETS: usize =
        RECORD_HEADER_OCTETS + MESSAGE_HEADER_OCTETS + MAX_HELLO_OCTETS + u16::MAX as usize;

    /// How many octets are kept now.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn held_octets(&self) -> usize {
        match &self.0 {
            State::Reading {
                header, messages, ..
            } => header.len() + messages.len(),
            State::Ended(_) => 0,
        }
    }

    /// Reads on. Octets behind the ServerHello, and what is not TLS, are ignored.
    pub(crate) fn read(&mut self, mut octets: &[u8]) {
        while let State::Reading {
            header,
            left,
            messages,
        } = &mut self.0
            && !octets.is_empty()
        {
            if *left == 0 {
                let missing = RECORD_HEADER_OCTETS - header.len();
                header.extend(take(&mut octets, missing));
                let [kind, _, _, high, low] = header[..] else {
                    return;
                };
                *left = u16::from_be_bytes([high, low]).into();
                match EARLY_RECORDS.contains(&kind) {
                    true if *left > 0 => {}
                    true => header.clear(),
                    false => self.0 = State::Ended(None),
                }
                continue;
            }
            let payload = take(&mut octets, *left);
            *left -= payload.len();
            let is_handshake = header[0] == HANDSHAKE;
            if *left == 0 {
                header.clear();
            }
            if is_handshake {
                messages.extend_from_slice(payload);
                if let Some(end) = end_of(messages) {
                    self.0 = State::Ended(end);
                }
            }
        }
    }
}

/// Takes at most so many octets from the front.
fn take<'o>(octets: &mut &'o [u8], most: usize) -> &'o [u8] {
    let (taken, rest) = octets.split_at(most.min(octets.len()));
    *octets = rest;
    taken
}

/// What the first handshake message says, once it is whole; `Some(None)` when it is none that can be read.
fn end_of(messages: &[u8]) -> Option<Option<ServerHello>> {
    let (&[kind, high, middle, low], body) =
        messages.split_first_chunk::<MESSAGE_HEADER_OCTETS>()?;
    let octets = u32::from_be_bytes([0, high, middle, low]) as usize;
    if kind != SERVER_HELLO || octets > MAX_HELLO_OCTETS {
        return Some(None);
    }
    Some(ServerHello::parse(body.get(..octets)?))
}

/// A stream whose ServerHello is read along.
pub(crate) struct Overheard<S> {
    stream: S,
    reader: HelloReader,
}

impl<S> Overheard<S> {
    /// A stream over which a handshake is to begin.
    pub(super) fn new(stream: S) -> Self {
        Overheard {
            stream,
            reader: HelloReader::default(),
        }
    }

    /// What the ServerHello says, once it has come.
    pub(crate) fn hello(&self) -> Option<ServerHello> {
        self.reader.hello()
    }

    /// The stream.
    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// The stream.
    pub(crate) fn stream_mut(&mut self) -> &mut S {
        &mut self.stream
    }
}

impl<S: Read> Read for Overheard<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let octets = self.stream.read(buffer)?;
        self.reader.read(&buffer[..octets]);
        Ok(octets)
    }
}

impl<S: Write> Write for Overheard<S> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.stream.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<S: fmt::Debug> fmt::Debug for Overheard<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Overheard").field(&self.stream).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record of this type.
    fn record(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u16::try_from(payload.len()).expect("a short payload");
        [&[kind, 3, 3][..], &length.to_be_bytes(), payload].concat()
    }

    /// The message, with these extensions behind the fixed fields.
    fn hello(version: u16, cipher: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.extend([2, 1, 1]); // session ID
        body.extend(cipher.to_be_bytes());
        body.push(0);
        body.extend_from_slice(extensions);
        let length = u8::try_from(body.len()).expect("a short message");
        [&[2, 0, 0, length][..], &body].concat()
    }

    const TLS_1_3: &[u8] = &[0, 12, 0, 51, 0, 2, 0, 29, 0, 43, 0, 2, 3, 4];

    fn read(octets: &[u8], piece: usize) -> HelloReader {
        let mut reader = HelloReader::default();
        octets.chunks(piece).for_each(|piece| reader.read(piece));
        reader
    }

    #[test]
    fn version_and_cipher_in_pieces_of_any_size() {
        let message = hello(0x0303, 0x1302, TLS_1_3);
        let behind = b"what follows is of no interest".as_slice();
        for (octets, version, cipher) in [
            (
                record(22, &hello(0x0303, 0xc02f, &[])),
                "TLSv1.2",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            ),
            (
                record(22, &hello(0x0303, 0xc030, &[0, 0])),
                "TLSv1.2",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            ),
            (record(22, &message), "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
            // In two records, with an alert, an empty record and change_cipher_spec between them.
            (
                [
                    record(22, &message[..20]),
                    record(21, &[1, 112]),
                    record(22, &[]),
                    record(20, &[1]),
                    record(22, &[&message[20..], behind].concat()),
                ]
                .concat(),
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
            ),
            (record(22, &hello(0x0305, 0xfafa, &[])), "0x0305", "0xfafa"),
        ] {
            for piece in 1..=octets.len() {
                let hello = read(&octets, piece).hello().expect("a ServerHello");
                let names = (hello.version_name(), hello.cipher_name());
                assert_eq!(names, (version.to_owned(), cipher.to_owned()), "{piece}");
            }
        }
    }

    #[test]
    fn nothing_is_made_of_what_is_no_server_hello() {
        let whole = record(22, &hello(0x0303, 0x1302, TLS_1_3));
        for cut in 0..whole.len() {
            assert_eq!(read(&whole[..cut], 3).hello(), None, "{cut}");
        }
        for (octets, ended) in [
            (b"220 mail.example.org ESMTP ready\r\n".to_vec(), true),
            (record(23, b"data"), true),
            (record(22, &[1, 0, 0, 0]), true),
            // Longer than a ServerHello may be.
            (record(22, &[2, 0xff, 0xff, 0xff]), true),
            // A field that ends behind the message.
            (record(22, &[2, 0, 0, 3, 3, 3, 7]), true),
            (
                record(22, &hello(0x0303, 0x1302, &[0, 4, 0, 43, 0, 9])),
                true,
            ),
            (record(21, &[2, 40]), false),
        ] {
            let reader = read(&octets, 1);
            assert_eq!(reader.hello(), None, "{octets:?}");
            assert_eq!(reader.0 == State::Ended(None), ended, "{octets:?}");
        }
    }
}
