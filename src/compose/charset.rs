//! The charsets that text can be read in, by the names that people and systems use for them.
//!
//! The Encoding Standard, which the decoders implement, is made for the web: it reads US-ASCII and ISO-8859-1 as
//! windows-1252, and turns octets that windows-125x does not define into control characters. Here such an octet is not
//! text of the charset, because it shows that the name is wrong: cron calls every charset ANSI_X3.4-1968.

mod decode;

pub(crate) use decode::Decoded;

use super::error::Error;
use encoding_rs::{DecoderResult, Encoding, REPLACEMENT, UTF_8, WINDOWS_1252};

/// What errors call US-ASCII.
pub(crate) const ASCII: &str = "US-ASCII";

/// The names of US-ASCII: IANA's, and those that `locale charmap` prints.
const ASCII_NAMES: [&str; 13] = [
    "us-ascii",
    "ascii",
    "ansi_x3.4-1968",
    "ansi_x3.4-1986",
    "iso_646.irv:1991",
    "iso646-us",
    "iso-ir-6",
    "us",
    "ibm367",
    "cp367",
    "csascii",
    "ascii7",
    "646",
];

/// Names that systems use and that the Encoding Standard does not list.
const FURTHER_NAMES: [(&str, &str); 9] = [
    ("cp936", "gbk"),
    ("cp932", "shift_jis"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("latin-1", "iso-8859-1"),
    ("euc-cn", "gbk"),
    ("euccn", "gbk"),
    ("eucjp", "euc-jp"),
    ("euckr", "euc-kr"),
];

/// Names that mean something in web pages and scripts only.
const WEB_NAMES: [&str; 8] = [
    "x-user-defined",
    "visual",
    "logical",
    "unicodefeff",
    "unicodefffe",
    "unicode11utf8",
    "unicode20utf8",
    "x-unicode20utf8",
];

/// The charsets that [`Charset::named`] knows, for an error.
const KNOWN: &str = "UTF-8, UTF-16, US-ASCII, ISO-8859-1 to -16, windows-1250 to -1258, windows-874, GB18030, GBK, \
                         GB2312, Big5, Shift_JIS, EUC-JP, ISO-2022-JP, EUC-KR, KOI8-R, KOI8-U, IBM866, macintosh, and \
                         their aliases";

/// A charset that text can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Octets up to 127 only.
    Ascii,
    /// A charset of the Encoding Standard.
    Encoding(&'static Encoding),
}

impl Default for Charset {
    fn default() -> Self {
        Self::Encoding(UTF_8)
    }
}

impl Charset {
    /// Finds a charset by its name, in upper or lower case.
    ///
    /// # Errors
    /// [`Error::UnknownCharset`].
    pub(crate) fn named(name: &str) -> Result<Self, Error> {
        let label = name.trim();
        let is = |known: &&str| label.eq_ignore_ascii_case(known);
        if ASCII_NAMES.iter().any(is) {
            return Ok(Self::Ascii);
        }
        let further = FURTHER_NAMES.iter().find(|(known, _)| is(known));
        let known = further.map_or(label, |(_, label)| label);
        match Encoding::for_label(known.as_bytes()) {
            Some(encoding) if encoding != REPLACEMENT && !WEB_NAMES.iter().any(is) => {
                Ok(Self::Encoding(encoding))
            }
            _ => Err(Error::UnknownCharset {
                name: name.to_owned(),
                known: KNOWN,
            }),
        }
    }

    /// Its name in errors.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ascii => ASCII,
            Self::Encoding(encoding) => encoding.name(),
        }
    }

    /// The decoder's charset: it reads the octets that are allowed as this charset does.
    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Ascii => WINDOWS_1252,
            Self::Encoding(encoding) => encoding,
        }
    }

    /// Whether the charset leaves `octet` undefined where a character begins, though the decoder makes a character of it.
    fn leaves_undefined(self, octet: u8) -> bool {
        let encoding = match self {
            Self::Ascii => return octet > 127,
            Self::Encoding(encoding) => encoding,
        };
        // ISO 8859 leaves the control characters of C1 to ISO 6429, which defines them.
        if encoding.name().starts_with("ISO-8859-") {
            return false;
        }
        let mut text = [0; 16];
        let (result, _, written) = encoding
            .new_decoder_without_bom_handling()
            .decode_to_utf8_without_replacement(&[octet], &mut text, true);
        result == DecoderResult::InputEmpty && is_c1(&text[..written])
    }
}

/// Whether it is one control character of C1 in UTF-8.
fn is_c1(text: &[u8]) -> bool {
    matches!(text, [0xc2, 0x80..=0x9f])
}
