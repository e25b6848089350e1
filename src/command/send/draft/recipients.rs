//! Recipients from files (`--to-file`, `--cc-file`, `--bcc-file`).

use super::input::Input;
use super::{data, usage};
use crate::address::{Entry, Rules, parse_list};
use crate::input::BYTE_ORDER_MARK;
use crate::message::Error;
use anyhow::Context as _;
use std::io::Read as _;
use std::path::Path;

/// The longest file in octets: more than 100,000 addresses, while servers take 100 to 1,000 for one message. Every address
/// is kept in memory.
const MAX_FILE_OCTETS: u64 = 4 << 20;

/// The addresses of the files of one flag.
///
/// # Errors
/// Names the flag, the file, and the line that is not addresses; a file without any address is an error too, since it is
/// more likely a mistake than a list without members.
pub(super) fn from_files(
    flag: &'static str,
    files: &[impl AsRef<Path>],
    domain: Option<&str>,
    input: &mut Input<'_>,
) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for file in files.iter().map(AsRef::as_ref) {
        let shown = format!("{flag} {}", file.display());
        let found = from_text(&text(file, input)?, domain).context(shown.clone())?;
        if found.iter().flat_map(Entry::mailboxes).next().is_none() {
            return Err(usage(format!("{shown}: the file has no address")).into());
        }
        entries.extend(found);
    }
    Ok(entries)
}

/// The file's octets, up to the limit.
fn text(file: &Path, input: &mut Input<'_>) -> anyhow::Result<Vec<u8>> {
    let source = input.source(file)?;
    let shown = file.display();
    if source.octets() > MAX_FILE_OCTETS {
        let what = format!("{shown} is longer than {MAX_FILE_OCTETS} octets");
        return Err(data(what).into());
    }
    let mut octets = Vec::new();
    let reader = source.reader(0);
    reader
        .and_then(|mut reader| reader.read_to_end(&mut octets))
        .map_err(|source| Error::Read {
            file: shown.to_string(),
            source,
        })?;
    Ok(octets)
}

/// The addresses of all lines but those that are blank or begin with `#`.
fn from_text(octets: &[u8], domain: Option<&str>) -> anyhow::Result<Vec<Entry>> {
    let octets = octets.strip_prefix(BYTE_ORDER_MARK).unwrap_or(octets);
    let rules = Rules {
        domain,
        field: true,
    };
    let mut entries = Vec::new();
    for (line, number) in lines(octets).zip(1..) {
        let here = || format!("line {number}");
        let text = std::str::from_utf8(line);
        let text = text.map_err(|_| data(format!("line {number} is not UTF-8")))?;
        let text = text.trim();
        if !text.is_empty() && !text.starts_with('#') {
            entries.extend(parse_list(text, rules).with_context(here)?);
        }
    }
    Ok(entries)
}

/// The lines: LF with the CRs before it, or CR alone, is one line end.
fn lines(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    octets.split(|octet| *octet == b'\n').flat_map(|line| {
        let end = line.iter().rposition(|octet| *octet != b'\r');
        line[..end.map_or(0, |end| end + 1)].split(|octet| *octet == b'\r')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(octets: &[u8]) -> Result<Vec<String>, String> {
        let entries = from_text(octets, None).map_err(|error| format!("{error:#}"))?;
        let mailboxes = entries.iter().flat_map(Entry::mailboxes);
        Ok(mailboxes.map(|mailbox| mailbox.address.wire()).collect())
    }

    #[test]
    fn lines_of_addresses() {
        for (text, expected) in [
            ("a@b\nc@d\n", &["a@b", "c@d"][..]),
            ("a@b", &["a@b"]),
            ("\u{feff}a@b\r\r\n\r\nc@d\re@f", &["a@b", "c@d", "e@f"]),
            (
                "# c@d\n  # e@f\n\n \t\nA <a@b>, \"B, C\" <b@b>,\n",
                &["a@b", "b@b"],
            ),
            ("team: a@b, c@d;\n", &["a@b", "c@d"]),
            ("", &[]),
        ] {
            let expected = expected.iter().map(ToString::to_string).collect();
            assert_eq!(addresses(text.as_bytes()), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn the_line_is_named() {
        for (octets, begins) in [
            (
                &b"a@b\r\n\r\nnobody\r\n"[..],
                "line 3: \"nobody\" is not an address",
            ),
            (b"a@b\xff\n", "line 1 is not UTF-8"),
            (
                b"#\n/etc/passwd\n",
                "line 2: \"/etc/passwd\" is not an address",
            ),
        ] {
            let error = addresses(octets).expect_err("not addresses");
            assert!(error.starts_with(begins), "{error}");
        }
    }
}
