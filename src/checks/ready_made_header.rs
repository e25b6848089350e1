//! Ready-made messages: the header section however it is cut, and the mail data that comes of it.

use super::knobs;
use crate::message::header::{Field, HeaderSection};
use crate::message::ready_made::{Changes, ReadyMade};
use crate::message::source::Source;
use crate::message::stamp::Stamp;
use crate::message::{Content, Error};
use std::io::{self, Read};

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([piece, flags], message)) = knobs(data) else {
        return;
    };
    let mut pieces = Pieces {
        rest: message,
        most: usize::from(piece).max(1),
    };
    let source = Source::from(message.to_vec());
    let ready = match (
        ReadyMade::open(source, "it"),
        HeaderSection::read(&mut pieces, "it"),
    ) {
        (Ok(ready), Ok(section)) => {
            assert_eq!(ready.header.fields, section.fields);
            assert_eq!(ready.header.octets, section.octets);
            assert_eq!(ready.header.ended, section.ended);
            ready
        }
        (Err(whole), Err(cut)) => return assert_eq!(whole.to_string(), cut.to_string()),
        (whole, cut) => panic!("{whole:?} {cut:?}"),
    };
    let (header, complete, from) = (ready.header.clone(), flags & 1 != 0, flags & 2 != 0);
    let changes = Changes {
        complete: complete.then_some("example.com"),
        from: from.then(|| b"From: <new@example.com>\r\n".to_vec()),
    };
    let mut stamp = Stamp::fixed("Mon, 23 Nov 2026 10:00:00 +0800", 1);
    let nul = message.iter().position(|octet| *octet == 0);
    let content = match ready.into_content(changes, &mut stamp) {
        Ok((content, _)) => content,
        Err(Error::Nul { offset }) => return assert_eq!(nul.map(|at| at as u64), Some(offset)),
        Err(error) => panic!("memory can be read: {error}"),
    };
    let separator = usize::try_from(header.start).expect("small");
    assert!(!message[separator..].contains(&0), "a NUL was sent");
    let sent = read(&content);
    assert_eq!(sent, read(&content), "the second reading differs");
    is_mail_data(&sent, &content);
    let again = HeaderSection::read(&mut sent.as_slice(), "it").ok();
    let kept = again.map(|section| section.fields).unwrap_or_default();
    assert!(!kept.iter().any(is_hidden), "a hidden field was sent");
    assert!(
        !complete || kept.iter().any(|field| field.is("Date")),
        "no Date"
    );
    if !complete && !from {
        let expected: Vec<Field> = header
            .fields
            .into_iter()
            .filter(|field| !is_hidden(field))
            .collect();
        assert_eq!(kept, expected);
    }
    if header.ended {
        let body = &message[usize::try_from(header.octets).expect("small")..];
        let body = repaired(body);
        assert!(sent.ends_with(&body), "another body");
    }
}

fn is_hidden(field: &Field) -> bool {
    field.is("Bcc") || field.is("Resent-Bcc")
}

fn read(content: &Content) -> Vec<u8> {
    let mut sent = Vec::new();
    content
        .reader()
        .and_then(|mut reader| reader.read_to_end(&mut sent))
        .expect("memory can be read");
    sent
}

fn is_mail_data(sent: &[u8], content: &Content) {
    assert_eq!(sent.len() as u64, content.octets());
    assert_eq!(
        sent.iter().any(|octet| *octet > 127),
        content.has_eight_bit()
    );
    let lines = sent.split_inclusive(|octet| *octet == b'\n');
    let lengths = lines.map(|line| {
        let line = line.strip_suffix(b"\r\n").expect("a line ends with CRLF");
        assert!(!line.contains(&b'\r'), "a bare CR");
        line.len() as u64
    });
    assert_eq!(lengths.max().unwrap_or(0), content.longest_line());
}

/// A run of CRs with its LF ends a line, and so does every other CR or LF; the last line is ended.
fn repaired(body: &[u8]) -> Vec<u8> {
    let (mut lines, mut rest) = (Vec::new(), body);
    while let [octet, tail @ ..] = rest {
        let run = rest.iter().take_while(|octet| **octet == b'\r').count();
        rest = match rest.get(run) {
            Some(b'\n') => {
                lines.extend_from_slice(b"\r\n");
                &rest[run + 1..]
            }
            _ if run > 0 => {
                lines.extend_from_slice(b"\r\n");
                tail
            }
            _ => {
                lines.push(*octet);
                tail
            }
        };
    }
    if !lines.is_empty() && !lines.ends_with(b"\r\n") {
        lines.extend_from_slice(b"\r\n");
    }
    lines
}

struct Pieces<'a> {
    rest: &'a [u8],
    most: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.most.min(out.len()).min(self.rest.len());
        let octets = (&self.rest[..most]).read(out)?;
        self.rest = &self.rest[octets..];
        Ok(octets)
    }
}
