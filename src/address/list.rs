//! Address lists: commas, display names, quoted names, groups, comments (RFC 5322 section 3.4).

use super::spec::{build, is_atext, unquote};
use super::{Address, AddressError, Entry, Mailbox};
use core::net::Ipv6Addr;

/// How a list is parsed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rules<'a> {
    /// The domain of names without one: `root` becomes `root@` and this domain.
    pub domain: Option<&'a str>,
    /// The list is the value of a header field: empty elements are ignored (RFC 5322 section 4.4). On a command line an
    /// empty element is probably an unset variable and is refused.
    pub field: bool,
}

/// Parses a comma list of mailboxes and groups.
///
/// # Errors
/// Names the first element that is not a mailbox or a group.
pub(crate) fn parse_list(text: &str, rules: Rules<'_>) -> Result<Vec<Entry>, AddressError> {
    if text
        .chars()
        .any(|c| c.is_control() && !(rules.field && c == '\t'))
    {
        return Err(AddressError::new(
            text,
            "control characters are not allowed",
        ));
    }
    // A tab in a field is folding white space; it must not become part of an address.
    let spaced = text.replace('\t', " ");
    let text = spaced.as_str();
    let mut parser = Parser {
        text,
        rest: text,
        rules,
    };
    let mut entries = Vec::new();
    loop {
        parser.skip_comments()?;
        match parser.peek() {
            None if rules.field => break,
            Some(',') if rules.field => {
                parser.bump();
                continue;
            }
            None | Some(',') => return Err(parser.fail("an address is missing")),
            Some(_) => entries.push(parser.entry()?),
        }
        parser.skip_comments()?;
        match parser.peek() {
            None => break,
            Some(',') => parser.bump(),
            Some(_) => return Err(parser.fail_at_name("expected a comma between addresses")),
        }
    }
    Ok(entries)
}

/// Parses exactly one mailbox.
///
/// # Errors
/// When `text` has no mailbox, several, or a group.
pub(crate) fn parse_mailbox(text: &str) -> Result<Mailbox, AddressError> {
    parse_mailbox_with(text, Rules::default())
}

/// As [`parse_mailbox`], with `rules`.
///
/// # Errors
/// When `text` has no mailbox, several, or a group.
pub(crate) fn parse_mailbox_with(text: &str, rules: Rules<'_>) -> Result<Mailbox, AddressError> {
    let mut entries = parse_list(text, rules)?.into_iter();
    match (entries.next(), entries.next()) {
        (Some(Entry::Mailbox(mailbox)), None) => Ok(mailbox),
        _ => Err(AddressError::new(text, "expected exactly one address")),
    }
}

/// What is missing in a group (RFC 5322 section 3.4).
const UNENDED: &str = "the group does not end with a semicolon";

/// What to do about a name that is not read as one.
const QUOTES: &str = "a name with , : @ [ ] needs quotes";

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
    rules: Rules<'a>,
}

/// The words before `@`, `<`, `:` or the end of an element.
struct Words {
    /// Joined by one space, without quotes.
    text: String,
    count: usize,
    /// The last word was quoted.
    quoted: bool,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) {
        let mut characters = self.rest.chars();
        characters.next();
        self.rest = characters.as_str();
    }

    /// The error for something that may be a part of a name: it has the hint if an address in angle brackets is to come.
    fn fail_at_name(&self, expected: &'static str) -> AddressError {
        self.fail_with_hint(self.text, expected)
    }

    fn fail_with_hint(&self, value: &str, expected: &'static str) -> AddressError {
        match self.rest.contains('<') {
            true => AddressError::new(value, format!("{expected} ({QUOTES})")),
            false => AddressError::new(value, expected),
        }
    }

    fn fail(&self, expected: &'static str) -> AddressError {
        AddressError::new(self.text, expected)
    }

    /// Skips white space and comments, which may be nested (RFC 5322 section 3.2.2).
    fn skip_comments(&mut self) -> Result<(), AddressError> {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' => {}
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                '\\' if depth > 0 => self.bump(),
                _ if depth > 0 => {}
                _ => return Ok(()),
            }
            self.bump();
        }
        if depth > 0 {
            return Err(self.fail("the parenthesis is not closed"));
        }
        Ok(())
    }

    fn entry(&mut self) -> Result<Entry, AddressError> {
        let words = self.words()?;
        match self.peek() {
            Some(':') if words.count > 0 => {
                self.bump();
                let members = self.members()?;
                Ok(Entry::Group {
                    name: words.text,
                    members,
                })
            }
            _ => self.mailbox(words).map(Entry::Mailbox),
        }
    }

    fn members(&mut self) -> Result<Vec<Mailbox>, AddressError> {
        let start = self.rest;
        let mut members = Vec::new();
        loop {
            self.skip_comments()?;
            match self.peek() {
                None => return Err(self.unended(start)),
                Some(';') => {
                    self.bump();
                    return Ok(members);
                }
                Some(',') if self.rules.field || !members.is_empty() => {
                    self.bump();
                    continue;
                }
                Some(_) => {}
            }
            let words = self.words()?;
            members.push(self.mailbox(words)?);
            self.skip_comments()?;
            match self.peek() {
                Some(',' | ';') => {}
                None => return Err(self.unended(start)),
                _ => return Err(self.fail("expected a comma or a semicolon in the group")),
            }
        }
    }

    /// The error for a group without its end; `members` is its text. Most often it is not a group, but a name with a colon.
    fn unended(&self, members: &str) -> AddressError {
        match members.contains('<') {
            true => AddressError::new(self.text, format!("{UNENDED} ({QUOTES})")),
            false => self.fail(UNENDED),
        }
    }

    /// Reads the words of a display name, or the one word that is a local part.
    fn words(&mut self) -> Result<Words, AddressError> {
        let mut words = Words {
            text: String::new(),
            count: 0,
            quoted: false,
        };
        loop {
            self.skip_comments()?;
            let word = match self.peek() {
                Some('"') => {
                    self.bump();
                    words.quoted = true;
                    self.quoted_content()?
                }
                Some(c) if c == '.' || is_atext(c) || (c.is_whitespace() && !c.is_ascii()) => {
                    words.quoted = false;
                    self.run()
                }
                _ => return Ok(words),
            };
            if words.count > 0 {
                words.text.push(' ');
            }
            words.count += 1;
            words.text.push_str(&word);
            if self.peek() == Some('@') {
                return Ok(words);
            }
        }
    }

    fn run(&mut self) -> String {
        let end = self
            .rest
            .find(|c| !(c == '.' || is_atext(c) || (c.is_whitespace() && c != ' ' && c != '\t')))
            .unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run.to_owned()
    }

    fn quoted_content(&mut self) -> Result<String, AddressError> {
        let Some((content, rest)) = unquote(self.rest) else {
            return Err(self.fail("the quote is not closed"));
        };
        self.rest = rest;
        Ok(content)
    }

    fn mailbox(&mut self, words: Words) -> Result<Mailbox, AddressError> {
        match self.peek() {
            Some('@') => {
                if words.count != 1 {
                    return Err(
                        self.fail_at_name("a name and an address are written `Name <user@domain>`")
                    );
                }
                Ok(self.address(words)?.into())
            }
            Some('<') => {
                self.bump();
                if self.rules.field {
                    self.skip_route()?;
                }
                let inner = self.words()?;
                if inner.count != 1 {
                    return Err(self.fail("expected user@domain between the angle brackets"));
                }
                let address = if self.peek() == Some('@') {
                    self.address(inner)?
                } else {
                    self.completed(inner)?
                };
                self.skip_comments()?;
                if self.peek() != Some('>') {
                    return Err(self.fail("expected > after the address"));
                }
                self.bump();
                let name = (!words.text.trim().is_empty()).then_some(words.text);
                Ok(Mailbox { name, address })
            }
            _ if words.count == 1 => Ok(self.completed(words)?.into()),
            _ => Err(self.fail_at_name("expected user@domain")),
        }
    }

    /// Skips the route of obsolete syntax (RFC 5322 section 4.4): domains with an at sign, and a colon. A server ignores it
    /// (RFC 5321 appendix C).
    fn skip_route(&mut self) -> Result<(), AddressError> {
        self.skip_comments()?;
        if self.peek() != Some('@') {
            return Ok(());
        }
        let in_route = |c: char| c == '.' || is_atext(c) || " @,".contains(c);
        let end = self.rest.find(|c| !in_route(c)).unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
        if self.peek() != Some(':') {
            return Err(self.fail("the route before the address does not end with a colon"));
        }
        self.bump();
        Ok(())
    }

    /// Completes a name without a domain.
    fn completed(&self, words: Words) -> Result<Address, AddressError> {
        match self.rules.domain {
            Some(domain) => self.checked(words, domain),
            None => {
                Err(self.fail_with_hint(&words.text, "the domain is missing, expected user@domain"))
            }
        }
    }

    fn address(&mut self, words: Words) -> Result<Address, AddressError> {
        self.bump();
        self.skip_comments()?;
        let end = if self.rest.starts_with('[') {
            self.rest.find(']').map_or(self.rest.len(), |at| at + 1)
        } else {
            self.rest
                .find(|c: char| c.is_ascii() && !(c == '.' || is_atext(c)))
                .unwrap_or(self.rest.len())
        };
        let end = bare_ipv6(self.rest).unwrap_or(end);
        let (domain, rest) = self.rest.split_at(end);
        self.rest = rest;
        if rest.starts_with('@') {
            return Err(self.fail_at_name("there are two @"));
        }
        self.checked(words, domain)
    }

    fn checked(&self, words: Words, domain: &str) -> Result<Address, AddressError> {
        if words.quoted {
            build(&format!("\"{}\"@{domain}", words.text), words.text, domain)
        } else {
            Address::parse(&format!("{}@{domain}", words.text))
        }
    }
}

/// The length of an IPv6 address without brackets; none if `text` does not begin with one. [`build`] refuses it and shows
/// the right form.
fn bare_ipv6(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == '.'));
    let end = end.unwrap_or(text.len());
    text[..end].parse::<Ipv6Addr>().ok().map(|_| end)
}
