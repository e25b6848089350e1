//! A structured value as tokens (RFC 5322 section 3.2).

use super::NoForm;

/// One token, as it stands in the value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// White space.
    Space(String),
    /// With its parentheses.
    Comment(String),
    /// With its quotes.
    Quoted(String),
    /// With its brackets: an address in `<>`, or an address literal in `[]`.
    Bracketed(String),
    /// A character that divides the value.
    Special(char),
    /// Everything else.
    Atom(String),
}

impl Token {
    /// The token as text.
    pub(super) fn text(self) -> String {
        match self {
            Self::Space(text)
            | Self::Comment(text)
            | Self::Quoted(text)
            | Self::Bracketed(text)
            | Self::Atom(text) => text,
            Self::Special(c) => c.to_string(),
        }
    }

    /// The token as text in a place that has no form for characters beyond ASCII.
    pub(super) fn ascii(self) -> Result<String, NoForm> {
        let text = self.text();
        match text.chars().find(|c| !c.is_ascii()) {
            Some(c) => Err(NoForm(c)),
            None => Ok(text),
        }
    }
}

/// The tokens of `value`; `specials` divide it, and `<` and `[` among them begin what is in brackets. A comment, quoted
/// string or bracket that does not end is not written in another form, so it must be ASCII.
pub(super) fn tokens(value: &str, specials: &str) -> Result<Vec<Token>, NoForm> {
    let mut tokens = Vec::new();
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let (length, token): (usize, fn(String) -> Token) = match first {
            ' ' | '\t' => (span(rest, |c| matches!(c, ' ' | '\t')), Token::Space),
            '(' => (comment(rest), Token::Comment),
            '"' => (enclosed(rest, '"'), Token::Quoted),
            '<' if specials.contains('<') => (enclosed(rest, '>'), Token::Bracketed),
            '[' if specials.contains('[') => (enclosed(rest, ']'), Token::Bracketed),
            c if specials.contains(c) => {
                tokens.push(Token::Special(c));
                rest = &rest[c.len_utf8()..];
                continue;
            }
            _ => {
                let ends = |c| matches!(c, ' ' | '\t' | '(' | '"') || specials.contains(c);
                (span(rest, |c| !ends(c)), Token::Atom)
            }
        };
        let (text, behind) = match length {
            0 => (Token::Atom(rest.to_owned()).ascii()?, ""),
            length => (rest[..length].to_owned(), &rest[length..]),
        };
        tokens.push(token(text));
        rest = behind;
    }
    Ok(tokens)
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// The length of a comment with those in it; 0 when it does not end.
fn comment(text: &str) -> usize {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 1 => return at + 1,
            ')' => depth -= 1,
            _ => {}
        }
    }
    0
}

/// The length of what begins with one character and ends with `end`; 0 when it does not end. Quotes in `<>` may hold its
/// end.
fn enclosed(text: &str, end: char) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == end && !quoted => return at + 1,
            '"' => quoted = !quoted,
            _ => {}
        }
    }
    0
}
