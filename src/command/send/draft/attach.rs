//! Attachments and inline images: names, types and content.

use super::input::{Input, STDIN};
use super::{data, usage};
use crate::cli::send::attach_order::Attach;
use crate::cli::send::{AttachOrder, Composing};
use crate::compose::header::MAX_LINE_OCTETS;
use crate::compose::structure::{Attachment, Body, Inline};
use crate::compose::{Error, without_controls};
use crate::exit::Problem;
use crate::message::encoding::Encoding;
use crate::message::header::HeaderSection;
use crate::message::source::Source;
use crate::message::{self, Piece};
use std::collections::HashMap;
use std::path::Path;

/// The media type of a file of unknown type.
const UNKNOWN_TYPE: &str = "application/octet-stream";
/// The media type of a message in a message (RFC 2046 section 5.2.1).
const MESSAGE_TYPE: &str = "message/rfc822";
/// Maximum length of a media type or a content identifier, in octets: each stands on one line of its header field, and
/// real ones are far shorter.
const MAX_VALUE_OCTETS: usize = 200;

/// The attachments, then the images, each in the order of the command line.
pub(super) fn files(
    flags: &Composing,
    order: &AttachOrder,
    input: &mut Input<'_>,
) -> anyhow::Result<(Vec<Attachment>, Vec<Inline>)> {
    let mut types = HashMap::new();
    for pair in &flags.attach_type {
        let (name, media_type) = divide("--attach-type", "NAME=TYPE", pair)?;
        check_media_type(media_type)?;
        types.insert(name, (media_type, false));
    }
    let mut named: Vec<(String, &Path)> = Vec::new();
    for attach in order.mix(&flags.attach, &flags.attach_as) {
        named.push(match attach {
            Attach::Path(path) => (shown_name(path)?, path),
            Attach::Named(pair) => {
                let (name, path) = divide("--attach-as", "NAME=PATH", pair)?;
                (name.to_owned(), Path::new(path))
            }
        });
    }
    let mut attachments = Vec::new();
    for (name, path) in named {
        attachments.push(attachment(name, path, &mut types, input)?);
    }
    let mut inline = Vec::new();
    for pair in &flags.inline {
        let (id, path) = divide("--inline", "CID=PATH", pair)?;
        check_content_id(id)?;
        let path = Path::new(path);
        inline.push(Inline {
            content_id: id.to_owned(),
            attachment: attachment(shown_name(path)?, path, &mut types, input)?,
        });
    }
    if let Some((name, _)) = types.iter().find(|(_, (_, used))| !used) {
        return Err(usage(format!(
            "--attach-type: no attachment has the name \"{}\"",
            name.escape_debug()
        ))
        .into());
    }
    Ok((attachments, inline))
}

fn divide<'a>(flag: &str, form: &str, pair: &'a str) -> Result<(&'a str, &'a str), Problem> {
    match pair.split_once('=') {
        Some((left, right)) if !left.is_empty() && !right.is_empty() => Ok((left, right)),
        _ => Err(usage(format!(
            "{flag} \"{}\": expected {form}",
            pair.escape_debug()
        ))),
    }
}

fn shown_name(path: &Path) -> Result<String, Problem> {
    if path.as_os_str() == STDIN {
        return Ok("stdin".to_owned());
    }
    match path.file_name().map(|name| name.to_str()) {
        Some(Some(name)) => Ok(name.to_owned()),
        Some(None) => Err(data(format!(
            "the name of {} is not UTF-8 (--attach-as gives it another name)",
            path.display()
        ))),
        // `..` or `/`: a directory. Opening it fails with an error that says so.
        None => Ok(path.display().to_string()),
    }
}

/// Checks `type "/" subtype` and parameters (RFC 2045 section 5.1). A multipart is refused: its parts are unknown.
fn check_media_type(media_type: &str) -> Result<(), Error> {
    let token = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|octet| octet.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&octet))
    };
    let mut parts = media_type.split(';');
    let essence = parts.next().unwrap_or_default();
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let parameters_fit = parts.all(|parameter| {
        let (name, value) = parameter.trim().split_once('=').unwrap_or_default();
        let quoted = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        token(name)
            && quoted.map_or_else(
                || token(value),
                |inner| {
                    inner
                        .bytes()
                        .all(|o| matches!(o, b' '..=b'~') && o != b'"' && o != b'\\')
                },
            )
    });
    let composite = kind.eq_ignore_ascii_case("multipart")
        || (kind.eq_ignore_ascii_case("message") && !essence.eq_ignore_ascii_case(MESSAGE_TYPE));
    if token(kind)
        && token(subtype)
        && parameters_fit
        && !composite
        && media_type.len() <= MAX_VALUE_OCTETS
    {
        return Ok(());
    }
    Err(Error::Malformed {
        what: "--attach-type".to_owned(),
        value: media_type.to_owned(),
        expected: "a media type such as text/csv",
    })
}

fn check_content_id(id: &str) -> Result<(), Error> {
    let allowed = |octet: u8| octet.is_ascii_graphic() && !b"<>\"\\()".contains(&octet);
    if id.bytes().all(allowed) && id.len() <= MAX_VALUE_OCTETS {
        return Ok(());
    }
    Err(Error::Malformed {
        what: "--inline".to_owned(),
        value: id.to_owned(),
        expected: "a name of ASCII letters and digits, as in cid:logo",
    })
}

fn attachment(
    name: String,
    path: &Path,
    types: &mut HashMap<&str, (&str, bool)>,
    input: &mut Input<'_>,
) -> anyhow::Result<Attachment> {
    without_controls("a file name", &name)?;
    let told = types.get_mut(name.as_str()).map(|(media_type, used)| {
        *used = true;
        *media_type
    });
    let source = input.source(path)?;
    let guess = told.or_else(|| mime_guess::from_path(&name).first_raw());
    let media_type = guess.unwrap_or(UNKNOWN_TYPE);
    if media_type.eq_ignore_ascii_case(MESSAGE_TYPE) {
        match message_piece(&source, &path.display().to_string())? {
            Some(piece) => {
                return Ok(Attachment {
                    name,
                    media_type: MESSAGE_TYPE.to_owned(),
                    body: Body::Message(piece),
                });
            }
            None if told.is_some() => {
                return Err(data(format!(
                    "{} cannot be attached as message/rfc822: it is not a message of ASCII in lines of at most 998 octets without NUL",
                    path.display()
                ))
                .into());
            }
            None => return Ok(base64(name, UNKNOWN_TYPE, source)),
        }
    }
    let composite = media_type.starts_with("message/") || media_type.starts_with("multipart/");
    Ok(base64(
        name,
        if composite { UNKNOWN_TYPE } else { media_type },
        source,
    ))
}

fn base64(name: String, media_type: &str, source: Source) -> Attachment {
    Attachment {
        name,
        media_type: media_type.to_owned(),
        body: Body::Base64(source),
    }
}

/// The file as a part without transfer encoding, which RFC 2046 section 5.2.1 forbids; none if it is not a message, or
/// if a server could be unable to take it so. Octets above 127 need a server that offers 8BITMIME.
fn message_piece(source: &Source, shown: &str) -> Result<Option<Piece>, message::Error> {
    let mut reader = source.reader(0).map_err(|source| message::Error::Read {
        file: shown.to_owned(),
        source,
    })?;
    let header = match HeaderSection::read(&mut reader, shown) {
        Ok(header) => header,
        Err(error @ message::Error::Read { .. }) => return Err(error),
        Err(_) => return Ok(None),
    };
    let piece = Piece::measured(source.clone(), header.start, Encoding::LineEnds, shown)?;
    let measure = piece.measure();
    let fits =
        !measure.nul && !measure.eight_bit() && measure.longest_line <= MAX_LINE_OCTETS as u64;
    Ok(fits.then_some(piece))
}
