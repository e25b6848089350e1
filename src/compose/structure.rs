//! The MIME structure (RFC 2046 section 5.1, RFC 2387). A multipart with one child is replaced by the child.

use super::encoding::Text;
use super::error::{Error, without_controls};
use super::{header, parameter};
use crate::message::Piece;
use crate::message::source::Source;
use crate::message::stamp::Stamp;

/// The body of a draft.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// The plain text.
    pub text: Option<Text>,
    /// The HTML.
    pub html: Option<Text>,
    /// Images that the HTML refers to.
    pub inline: Vec<Inline>,
    /// Files.
    pub attachments: Vec<Attachment>,
}

impl Parts {
    /// Whether there is nothing to read: no text but white space, no HTML and no attachment.
    pub(crate) fn is_blank(&self) -> bool {
        let text_is_blank = self.text.as_ref().is_none_or(|text| text.is_blank);
        text_is_blank && self.html.is_none() && self.attachments.is_empty()
    }
}

/// A part that the HTML refers to by `cid:` and its identifier (RFC 2392).
#[derive(Debug)]
pub(crate) struct Inline {
    /// The identifier without angle brackets.
    pub content_id: String,
    /// The file.
    pub attachment: Attachment,
}

/// A file in the message.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// The name that the recipient sees.
    pub name: String,
    /// The media type with its parameters.
    pub media_type: String,
    /// Its octets.
    pub body: Body,
}

/// How a file is encoded.
#[derive(Debug)]
pub(crate) enum Body {
    /// In base64.
    Base64(Source),
    /// A message in a message: ASCII, and not encoded, since RFC 2046 section 5.2.1 forbids it.
    Message(Piece),
}

enum Node {
    Leaf {
        fields: Vec<u8>,
        piece: Piece,
    },
    Multipart {
        subtype: &'static str,
        parameter: String,
        children: Vec<Node>,
    },
}

/// Appends the fields of the outermost part, the blank line, and the body.
///
/// # Errors
/// [`Error::Control`] for a name or identifier, or no random octets for a boundary.
pub(super) fn assemble(
    parts: Parts,
    stamp: &mut Stamp,
    pieces: &mut Vec<Piece>,
) -> Result<(), Error> {
    let mut nodes = Vec::new();
    let alternatives: Vec<Node> = [("text/plain", parts.text), ("text/html", parts.html)]
        .into_iter()
        .filter_map(|(media_type, text)| Some(text_node(media_type, text?)))
        .collect();
    let root_type = if alternatives.len() > 1 {
        "multipart/alternative"
    } else {
        "text/html"
    };
    if let Some(body) = level("alternative", String::new(), alternatives) {
        let mut related = vec![body];
        for inline in parts.inline {
            related.push(inline_node(inline)?);
        }
        let parameter = format!("; type=\"{root_type}\"");
        nodes.extend(level("related", parameter, related));
    }
    for attachment in parts.attachments {
        nodes.push(attachment_node(attachment, "attachment", None)?);
    }
    let Some(root) = level("mixed", String::new(), nodes) else {
        pieces.push(Piece::text(b"\r\n".to_vec()));
        return Ok(());
    };
    let needs_end = matches!(&root, Node::Leaf { piece, .. } if !piece.ends_line());
    write(root, stamp, pieces)?;
    if needs_end {
        pieces.push(Piece::text(b"\r\n".to_vec()));
    }
    Ok(())
}

/// A multipart of `children`; the child itself if it is the only one.
fn level(subtype: &'static str, parameter: String, mut children: Vec<Node>) -> Option<Node> {
    if children.len() > 1 {
        return Some(Node::Multipart {
            subtype,
            parameter,
            children,
        });
    }
    children.pop()
}

fn text_node(media_type: &str, text: Text) -> Node {
    let fields = format!(
        "Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n",
        text.encoding
    );
    Node::Leaf {
        fields: fields.into_bytes(),
        piece: text.piece,
    }
}

fn inline_node(inline: Inline) -> Result<Node, Error> {
    attachment_node(inline.attachment, "inline", Some(&inline.content_id))
}

fn attachment_node(
    attachment: Attachment,
    disposition: &str,
    content_id: Option<&str>,
) -> Result<Node, Error> {
    let Attachment {
        name,
        media_type,
        body,
    } = attachment;
    without_controls("a file name", &name)?;
    without_controls("a media type", &media_type)?;
    let mut fields = Vec::new();
    parameter::with_older_name(&mut fields, "Content-Type", &media_type, "name", &name);
    let (encoding, piece) = match body {
        Body::Base64(source) => ("base64", Piece::base64(source)),
        Body::Message(piece) => ("7bit", piece),
    };
    header::verbatim(&mut fields, "Content-Transfer-Encoding", encoding)?;
    if let Some(id) = content_id {
        header::verbatim(&mut fields, "Content-ID", &format!("<{id}>"))?;
    }
    parameter::with_name(
        &mut fields,
        "Content-Disposition",
        disposition,
        "filename",
        &name,
    );
    Ok(Node::Leaf { fields, piece })
}

fn write(node: Node, stamp: &mut Stamp, pieces: &mut Vec<Piece>) -> Result<(), Error> {
    match node {
        Node::Leaf { mut fields, piece } => {
            fields.extend_from_slice(b"\r\n");
            pieces.push(Piece::text(fields));
            pieces.push(piece);
        }
        Node::Multipart {
            subtype,
            parameter,
            children,
        } => {
            // Base64 and quoted-printable never contain `=_`; no other text contains 128 random bits by chance.
            let boundary = format!("=_{}", stamp.token()?);
            let fields = format!(
                "Content-Type: multipart/{subtype}{parameter};\r\n boundary=\"{boundary}\"\r\n\
                 Content-Transfer-Encoding: 7bit\r\n"
            );
            pieces.push(Piece::text(fields.into_bytes()));
            for child in children {
                pieces.push(Piece::text(format!("\r\n--{boundary}\r\n").into_bytes()));
                write(child, stamp, pieces)?;
            }
            pieces.push(Piece::text(format!("\r\n--{boundary}--\r\n").into_bytes()));
        }
    }
    Ok(())
}
