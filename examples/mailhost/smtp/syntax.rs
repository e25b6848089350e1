//! Paths and parameters of MAIL and RCPT (RFC 5321 section 4.1.2), xtext (RFC 3461 section 4).

/// An address as it stood between `<` and `>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// As the client wrote it.
    pub text: String,
    /// The local part without quotes.
    pub local: String,
    /// `None` for the bare `<postmaster>`.
    pub domain: Option<String>,
}

/// Divides `FROM:<a@b> SIZE=5` into the path and the parameters. The path is `None` for `<>`.
/// A space beside the colon is refused: RFC 5321 section 3.3 allows none.
pub fn argument<'a>(rest: &'a str, word: &str) -> Option<(Option<Path>, &'a str)> {
    let (given, rest) = (rest.get(..word.len())?, rest.get(word.len()..)?);
    if !given.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = rest.strip_prefix('<')?;
    let end = end_of_path(rest)?;
    let (text, rest) = (&rest[..end], &rest[end + 1..]);
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    match text {
        "" => Some((None, rest)),
        text => Some((Some(path(text)?), rest)),
    }
}

/// Where the `>` is that no quotes enclose.
fn end_of_path(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// Reads `local@domain`, or `postmaster` alone.
fn path(text: &str) -> Option<Path> {
    let (local, domain) = match text.rsplit_once('@') {
        Some((local, domain)) => (local, Some(domain)),
        None if text.eq_ignore_ascii_case("postmaster") => (text, None),
        None => return None,
    };
    if text.len() > 254 || local.len() > 64 || !domain.is_none_or(is_domain) {
        return None;
    }
    Some(Path {
        text: text.to_owned(),
        local: local_part(local)?,
        domain: domain.map(str::to_owned),
    })
}

/// A dot-string, or what a quoted string means.
fn local_part(text: &str) -> Option<String> {
    let atext =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let Some(quoted) = text.strip_prefix('"') else {
        let atoms = text
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(atext));
        return atoms.then(|| text.to_owned());
    };
    let mut chars = quoted.strip_suffix('"')?.chars();
    let mut local = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => local.push(chars.next()?),
            c => local.push(c),
        }
    }
    Some(local)
}

fn is_domain(text: &str) -> bool {
    if let Some(literal) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        let address = literal.strip_prefix("IPv6:").unwrap_or(literal);
        return address.parse::<std::net::IpAddr>().is_ok();
    }
    let letter = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let label = |l: &str| {
        !l.is_empty() && !l.starts_with('-') && !l.ends_with('-') && l.chars().all(letter)
    };
    text.split('.').all(label)
}

/// The parameters behind a path: upper-cased keyword and value. `None` if one comes twice.
pub fn parameters(rest: &str) -> Option<Vec<(String, Option<&str>)>> {
    let mut all: Vec<(String, Option<&str>)> = Vec::new();
    for word in rest.split(' ').filter(|word| !word.is_empty()) {
        let (keyword, value) = match word.split_once('=') {
            Some((keyword, value)) => (keyword, Some(value)),
            None => (word, None),
        };
        let keyword = keyword.to_ascii_uppercase();
        if all.iter().any(|(other, _)| *other == keyword) {
            return None;
        }
        all.push((keyword, value));
    }
    Some(all)
}

/// Decodes xtext; `None` where it is none.
pub fn xtext(text: &str) -> Option<String> {
    let mut decoded = Vec::new();
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        match octet {
            b'+' => {
                let digits = [octets.next()?, octets.next()?];
                let upper = |d: &u8| d.is_ascii_digit() || (b'A'..=b'F').contains(d);
                if !digits.iter().all(upper) {
                    return None;
                }
                let digits = std::str::from_utf8(&digits).ok()?;
                decoded.push(u8::from_str_radix(digits, 16).ok()?);
            }
            b'=' => return None,
            octet if octet.is_ascii_graphic() => decoded.push(octet),
            _ => return None,
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let from = |rest| argument(rest, "FROM:");
        for (rest, local, domain) in [
            ("FROM:<a@b.org>", "a", "b.org"),
            ("from:<a.b+c@b> SIZE=1", "a.b+c", "b"),
            ("FROM:<\"a b>\\\"@\"@b>", "a b>\"@", "b"),
            ("FROM:<a@[127.0.0.1]>", "a", "[127.0.0.1]"),
            ("FROM:<a@[IPv6:::1]>", "a", "[IPv6:::1]"),
            ("FROM:<用户@例.test>", "用户", "例.test"),
        ] {
            let (path, _) = from(rest).unwrap_or_else(|| panic!("{rest}"));
            let path = path.unwrap_or_else(|| panic!("{rest}"));
            assert_eq!(
                (path.local.as_str(), path.domain.as_deref()),
                (local, Some(domain))
            );
        }
        assert_eq!(from("FROM:<> RET=HDRS"), Some((None, " RET=HDRS")));
        for bad in [
            "FROM: <a@b>",
            "FROM <a@b>",
            "FROM:a@b",
            "FROM:<a@b",
            "FROM:<a@b>x",
            "FROM:<a>",
            "FRO",
            "",
            "FROM:<a@>",
            "FROM:<@b>",
            "FROM:<.a@b>",
            "FROM:<a..b@b>",
            "FROM:<a b@b>",
            "FROM:<a@-b>",
            "FROM:<\"a@b>",
            "FROM:<\"a\"b\"@b>",
            "FROM:<a@[nowhere]>",
            "FROM:<a@b..c>",
            "é:<a@b>",
        ] {
            assert_eq!(from(bad), None, "{bad}");
        }
        let postmaster = argument("TO:<Postmaster>", "TO:").and_then(|(path, _)| path);
        assert_eq!(postmaster.map(|path| path.domain), Some(None));
    }

    #[test]
    fn parameters_come_once() {
        assert_eq!(
            parameters(" size=5 SMTPUTF8 X=a=b"),
            Some(vec![
                ("SIZE".to_owned(), Some("5")),
                ("SMTPUTF8".to_owned(), None),
                ("X".to_owned(), Some("a=b")),
            ])
        );
        assert_eq!(parameters(" SIZE=5 size=6"), None);
    }

    #[test]
    fn xtext_decodes() {
        assert_eq!(xtext("a+2Bb+3Dc").as_deref(), Some("a+b=c"));
        for bad in ["a=b", "a b", "+", "+2", "+2b", "+GG", "+FF"] {
            assert_eq!(xtext(bad), None, "{bad}");
        }
    }
}
