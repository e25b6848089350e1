//! Words of text, of a phrase or of a comment: those beyond ASCII become encoded words (RFC 2047).

use super::items::Items;
use crate::compose::encoded_word::encoded_words;

/// One word, and the white space before it.
pub(super) struct Word {
    space: String,
    text: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// ASCII, written as it is.
    Plain,
    /// An encoded word already. A reader drops the white space between two of them (RFC 2047 section 6.2).
    Encoded,
    /// To be encoded.
    Beyond,
}

impl Word {
    /// A word as it stands in the value.
    pub(super) fn new(space: String, text: String) -> Self {
        let kind = match text.is_ascii() {
            false => Kind::Beyond,
            true if is_encoded_word(&text) => Kind::Encoded,
            true => Kind::Plain,
        };
        Self { space, text, kind }
    }

    /// A quoted string of a phrase; its quotes go when its content is encoded.
    pub(super) fn quoted(space: String, quoted: &str) -> Self {
        match quoted.is_ascii() {
            true => Self {
                space,
                text: quoted.to_owned(),
                kind: Kind::Plain,
            },
            false => Self::new(space, unquoted(quoted)),
        }
    }
}

/// `=?charset?encoding?text?=`
fn is_encoded_word(word: &str) -> bool {
    let inner = word
        .strip_prefix("=?")
        .and_then(|word| word.strip_suffix("?="));
    inner.is_some_and(|inner| inner.matches('?').count() == 2)
}

/// The content of a quoted string with its quotes.
pub(super) fn unquoted(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    unescaped(inner.strip_suffix('"').unwrap_or(inner))
}

/// The text without the backslashes of quoted pairs (RFC 5322 section 3.2.1).
fn unescaped(text: &str) -> String {
    let mut characters = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' {
            characters.next()
        } else {
            Some(c)
        });
    }
    plain
}

/// The words of free text.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let (space, from_word) = rest.split_at(blanks);
        let end = from_word.find([' ', '\t']).unwrap_or(from_word.len());
        let (word, behind) = from_word.split_at(end);
        words.push(Word::new(space.to_owned(), word.to_owned()));
        rest = behind;
    }
    words
}

/// Appends the words of a phrase, and returns whether white space must follow: RFC 2047 section 5 wants it on both sides
/// of an encoded word.
pub(super) fn push_phrase(items: &mut Items, mut words: Vec<Word>) -> bool {
    if let Some(first) = words.first_mut()
        && first.kind == Kind::Beyond
    {
        items.space(&std::mem::take(&mut first.space));
        items.separate();
    }
    push(items, words)
}

/// Appends words, and returns whether the last one was encoded. Neighbours beyond ASCII become one text, and the white
/// space between them and an encoded word is part of it, since a reader would drop it.
pub(super) fn push(items: &mut Items, words: Vec<Word>) -> bool {
    let mut words = words.into_iter().peekable();
    let mut before = None;
    while let Some(word) = words.next() {
        if word.kind != Kind::Beyond {
            items.space(&word.space);
            if before == Some(Kind::Beyond) {
                items.separate();
            }
            items.text(&word.text);
            before = Some(word.kind);
            continue;
        }
        let mut text = word.text;
        match before {
            Some(Kind::Encoded) => text.insert_str(0, &word.space),
            _ => items.space(&word.space),
        }
        if before.is_some() {
            items.separate();
        }
        while let Some(next) = words.next_if(|next| next.kind == Kind::Beyond) {
            text.push_str(&next.space);
            text.push_str(&next.text);
        }
        if let Some(next) = words.peek_mut()
            && next.kind == Kind::Encoded
        {
            text.push_str(&std::mem::take(&mut next.space));
        }
        for (at, encoded) in encoded_words(&text).iter().enumerate() {
            if at > 0 {
                items.separate();
            }
            items.text(encoded);
        }
        before = Some(Kind::Beyond);
    }
    before == Some(Kind::Beyond)
}

/// Appends a comment with its parentheses; it may hold others (RFC 5322 section 3.2.2).
pub(super) fn push_comment(items: &mut Items, comment: &str) {
    let mut rest = comment;
    while !rest.is_empty() {
        let end = parenthesis(rest);
        let (text, behind) = rest.split_at(end);
        let words = split(text).into_iter();
        let readable = words.map(|word| match word.kind {
            Kind::Beyond => Word {
                text: unescaped(&word.text),
                ..word
            },
            _ => word,
        });
        push(items, readable.collect());
        let (mark, behind) = behind.split_at(behind.len().min(1));
        items.text(mark);
        rest = behind;
    }
}

/// Where the first parenthesis is that no backslash escapes; the end if there is none.
fn parenthesis(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if !escaped && matches!(c, '(' | ')') {
            return at;
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}
