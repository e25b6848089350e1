//! The format of `~/.netrc`, as curl and msmtp read it.
//!
//! ```text
//!   machine smtp.example.org login joe@example.org password "a b"
//!   machine pop.example.org
//!       login joe
//!       password secret        # the password of joe
//! ```
//!
//! Words are divided by blanks and line ends. A word in `"` may contain them; `\` before a character of it means that
//! character (`\n`, `\r` and `\t` as in C). `#` where a keyword may stand begins a comment. `macdef` and the lines up to
//! the next empty one are skipped. The entry `default` is never used: nobody has named this host in it.

use std::iter::Peekable;
use std::slice::Iter;
use zeroize::Zeroizing;

/// Why a text cannot be read: the line, from 1, in which a quote begins that does not end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnclosedQuote {
    /// The line.
    pub line: usize,
}

/// A password for `user` in the entries of the hosts that `is_host` accepts: the first entry that names the user goes
/// before the first that names nobody.
///
/// # Errors
/// [`UnclosedQuote`], anywhere in the text.
pub(super) fn password(
    text: &[u8],
    is_host: impl Fn(&str) -> bool,
    user: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, UnclosedQuote> {
    let entries = entries(text)?;
    let of_host = |entry: &&Entry| {
        let machine = entry
            .machine
            .as_ref()
            .and_then(|name| std::str::from_utf8(name).ok());
        entry.password.is_some() && machine.is_some_and(&is_host)
    };
    let named = |entry: &&Entry| {
        entry
            .login
            .as_ref()
            .is_some_and(|login| login.as_slice() == user.as_bytes())
    };
    let anybody = |entry: &&Entry| entry.login.is_none();
    let mut own = entries.iter().filter(of_host);
    let found = own.find(named);
    let found = found.or_else(|| entries.iter().filter(of_host).find(anybody));
    Ok(found.and_then(|entry| entry.password.clone()))
}

type Word = Zeroizing<Vec<u8>>;

/// What stands behind `machine`, or behind `default`, which has no machine.
#[derive(Default)]
struct Entry {
    machine: Option<Word>,
    login: Option<Word>,
    password: Option<Word>,
}

fn entries(text: &[u8]) -> Result<Vec<Entry>, UnclosedQuote> {
    let mut words = Words {
        octets: text.iter().peekable(),
        line: 1,
    };
    let mut entries: Vec<Entry> = Vec::new();
    while let Some(keyword) = words.keyword()? {
        let keyword = keyword.to_ascii_lowercase();
        match (keyword.as_slice(), entries.last_mut()) {
            (b"machine", _) => entries.push(Entry {
                machine: words.next()?,
                ..Entry::default()
            }),
            (b"default", _) => entries.push(Entry::default()),
            (b"login" | b"user", Some(entry)) => entry.login = words.next()?,
            (b"password" | b"passwd", Some(entry)) => entry.password = words.next()?,
            (b"login" | b"user" | b"password" | b"passwd" | b"account", _) => {
                words.next()?;
            }
            (b"macdef", _) => words.skip_macro(),
            // What other programs read.
            _ => {}
        }
    }
    Ok(entries)
}

/// The words of a text.
struct Words<'t> {
    octets: Peekable<Iter<'t, u8>>,
    line: usize,
}

impl Words<'_> {
    fn octet(&mut self) -> Option<u8> {
        let octet = self.octets.next().copied()?;
        self.line += usize::from(octet == b'\n');
        Some(octet)
    }

    /// The next word that is not in a comment.
    fn keyword(&mut self) -> Result<Option<Word>, UnclosedQuote> {
        loop {
            self.skip_blanks();
            if self.octets.peek() != Some(&&b'#') {
                return self.next();
            }
            self.skip_line();
        }
    }

    /// The next word.
    fn next(&mut self) -> Result<Option<Word>, UnclosedQuote> {
        self.skip_blanks();
        // A word is not much longer than the space that it gets at once, so that few copies of it are made.
        let mut word = Zeroizing::new(Vec::with_capacity(256));
        if self.octets.next_if_eq(&&b'"').is_some() {
            let unclosed = UnclosedQuote { line: self.line };
            loop {
                match self.octet().ok_or(unclosed)? {
                    b'"' => return Ok(Some(word)),
                    b'\n' => return Err(unclosed),
                    b'\\' => word.push(match self.octet().ok_or(unclosed)? {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        other => other,
                    }),
                    octet => word.push(octet),
                }
            }
        }
        while let Some(octet) = self.octets.next_if(|octet| !octet.is_ascii_whitespace()) {
            word.push(*octet);
        }
        Ok((!word.is_empty()).then_some(word))
    }

    fn skip_blanks(&mut self) {
        while self
            .octets
            .peek()
            .is_some_and(|octet| octet.is_ascii_whitespace())
        {
            self.octet();
        }
    }

    /// Skips the rest of a line; says whether it had anything but blanks.
    fn skip_line(&mut self) -> bool {
        let mut is_blank = true;
        while let Some(octet) = self.octet() {
            if octet == b'\n' {
                return !is_blank;
            }
            is_blank &= octet == b'\r';
        }
        false
    }

    /// Skips the name of a macro and its lines, up to an empty one.
    fn skip_macro(&mut self) {
        self.skip_line();
        while self.skip_line() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str, user: &str) -> Option<String> {
        let found = password(text.as_bytes(), |host| host == "h.test", user).expect("a text");
        found.map(|password| String::from_utf8(password.to_vec()).expect("UTF-8"))
    }

    #[test]
    fn entries_of_the_host() {
        for (text, expected) in [
            ("machine h.test login joe password a", Some("a")),
            ("machine h.test\n\tlogin joe\r\n\tpassword a\r\n", Some("a")),
            ("machine h.test password a", Some("a")),
            ("MACHINE h.test USER joe PASSWD a", Some("a")),
            // Another user, another host, nobody's host.
            ("machine h.test login ann password a", None),
            ("machine other.test login joe password a", None),
            ("default login joe password a", None),
            ("machine h.test login joe default password a", None),
            ("login joe password a machine h.test", None),
            // The user goes before nobody, and the first before the second.
            (
                "machine h.test password a machine h.test login joe password b",
                Some("b"),
            ),
            (
                "machine h.test login joe password a machine h.test login joe password b",
                Some("a"),
            ),
            (
                "machine h.test login joe machine h.test password b",
                Some("b"),
            ),
            (
                "machine h.test login ann password a machine h.test login joe password b",
                Some("b"),
            ),
            // What else may stand there.
            (
                "# machine h.test password a\nmachine h.test password b",
                Some("b"),
            ),
            (
                "machine h.test # the host\nlogin joe # the user\npassword b # it",
                Some("b"),
            ),
            ("machine h.test login joe account x password a", Some("a")),
            ("machine h.test port 25 login joe password a", Some("a")),
            (
                "macdef init\nmachine h.test password a\n\nmachine h.test password b",
                Some("b"),
            ),
            (
                "macdef init\r\nmachine h.test password a\r\n\r\nmachine h.test password b",
                Some("b"),
            ),
            (
                "machine h.test macdef init\ncd /\n\nlogin joe password b",
                Some("b"),
            ),
            ("macdef init\nmachine h.test password a\n", None),
            ("machine h.test password", None),
            ("machine", None),
            ("", None),
        ] {
            assert_eq!(of(text, "joe").as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn words() {
        for (written, expected) in [
            ("\"a b\"", "a b"),
            ("\"a\\\"b\\\\c\\td\"", "a\"b\\c\td"),
            ("\"\"", ""),
            ("a\\b", "a\\b"),
            ("a\"b", "a\"b"),
            ("'a", "'a"),
            ("#a#b", "#a#b"),
            ("machine", "machine"),
            ("\u{e4}", "\u{e4}"),
        ] {
            let text = format!("machine h.test login joe password {written}\nmachine x");
            assert_eq!(of(&text, "joe").as_deref(), Some(expected), "{written}");
        }
        for (text, line) in [
            ("machine h.test password \"a", 1),
            ("\nmachine \"a\nb\" login x", 2),
            ("machine \"a\\", 1),
        ] {
            let read = password(text.as_bytes(), |_| true, "joe");
            assert_eq!(read.expect_err(text), UnclosedQuote { line });
        }
    }

    fn quoted(word: &str) -> String {
        let escaped = word.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(text in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = password(&text, |_| true, "joe");
        }

        #[test]
        fn what_is_written_is_read(
            entries in proptest::collection::vec(("[a-c]", "[a-c]", "[^\r\n\t]{1,8}"), 0..6),
            divider in "[ \t\n]",
        ) {
            let text: String = entries
                .iter()
                .map(|(host, user, word)| {
                    let word = quoted(word);
                    format!("machine {host}{divider}login {user}{divider}password {word}\n")
                })
                .collect();
            for wanted in ["a", "b", "c"] {
                for user in ["a", "b", "c"] {
                    let expected = entries.iter().find(|(host, login, _)| host == wanted && login == user);
                    let found = password(text.as_bytes(), |host| host == wanted, user).expect("read");
                    prop_assert_eq!(
                        found.as_ref().map(|word| word.as_slice()),
                        expected.map(|(.., word)| word.as_bytes())
                    );
                }
            }
        }

        /// Whatever surrounds it, a password of `default` or of another host is not given away.
        #[test]
        fn no_other_password_is_read(text in "(machine other |default |login joe |password secret |macdef x |\n|# |\"|x ){0,20}") {
            let found = password(text.as_bytes(), |host| host == "h.test", "joe");
            prop_assert!(matches!(found, Ok(None) | Err(_)));
        }
    }
}
